/** The programs of programs.ts as somebody would write them in JavaScript. */

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

class Getter {
  get(x: number): number {
    return x + 1
  }
}

class Orc {
  private readonly orcWeight = 0
  queryWeight(): number {
    return this.orcWeight
  }
}

class Sword {
  private readonly swordWeight = 1
  queryWeight(): number {
    return this.swordWeight + 1
  }
}

class Torch {
  private readonly torchWeight = 2
  queryWeight(): number {
    return this.torchWeight + 2
  }
}

class Door {
  private readonly doorWeight = 3
  queryWeight(): number {
    return this.doorWeight + 3
  }
}

class Key {
  private readonly keyWeight = 4
  queryWeight(): number {
    return this.keyWeight + 4
  }
}

class Bag {
  private readonly bagWeight = 5
  queryWeight(): number {
    return this.bagWeight + 5
  }
}

const THINGS = [Orc, Sword, Torch, Door, Key, Bag].flatMap((Kind) => [new Kind(), new Kind(), new Kind(), new Kind()])

class Base {
  total = 0
  step(x: number): number {
    return x + 1
  }
  add(x: number): number {
    this.total = this.step(x) + (this.total % 1000)
    return this.total
  }
}

class Heir extends Base {
  override step(x: number): number {
    return super.step(x) + 1
  }
}

function twice(x: number): number {
  return (x * 2) % 1001
}

function add(a: number, b: number): number {
  return a + b
}

function risky(i: number): number {
  if (i % 100 === 99) throw new Error('no')
  return i
}

export const JAVASCRIPT: Readonly<Record<string, (n: number) => number>> = {
  recursion: fib,
  'int loop'(n) {
    let s = 0
    for (let i = 0; i < n; i++) {
      s += (i * 3) % 7
      if (s > 1000000) s -= 1000000
    }
    return s
  },
  'float loop'(n) {
    let x = 0.5
    for (let i = 0; i < n; i++) x = 3.9 * x * (1.0 - x)
    return x > 0 ? 1 : 0
  },
  'array sieve'(n) {
    const a = new Array<number>(n + 1).fill(0)
    let c = 0
    for (let i = 2; i <= n; i++) {
      if (!a[i]) {
        c++
        for (let j = i + i; j <= n; j += i) a[j] = 1
      }
    }
    return c
  },
  'mapping churn'(n) {
    const m = new Map<number, number>()
    let s = 0
    for (let i = 0; i < n; i++) {
      m.set(i % 1000, i)
      s += m.get((i * 7) % 1000) ?? 0
      if (i % 5 === 0) m.delete(i % 1000)
    }
    return s
  },
  'mapping iteration'(n) {
    const m = new Map<string, number>()
    let s = 0
    for (let i = 0; i < 1000; i++) m.set('key' + i, i)
    for (let r = 0; r < n; r++) {
      for (const [, v] of m) s += v
      for (const k of [...m.keys()]) s += k.length
    }
    return s
  },
  call_other(n) {
    const ob = new Getter()
    let s = 0
    for (let i = 0; i < n; i++) s = ob.get(s)
    return s
  },
  'call_other on many kinds'(n) {
    let s = 0
    for (let r = 0; r < n; r++) for (const ob of THINGS) s = (s + ob.queryWeight()) % 10007
    return s
  },
  'inherited calls'(n) {
    const ob = new Heir()
    let s = 0
    for (let i = 0; i < n; i++) s = (s + ob.add(i % 10)) % 100000
    return s + ob.total
  },
  closures(n) {
    let s = 0
    const f = (x: number) => x + 1
    const g = (x: number, y: number) => x + y
    for (let i = 0; i < n; i++) s = f(s) + g(i % 3, 1)
    return s
  },
  'function pointers'(n) {
    let s = 1
    const f = twice
    const g = add.bind(null, 3)
    for (let i = 0; i < n; i++) s = f(s) + g(i % 7)
    return s
  },
  'map and filter'(n) {
    const a = new Array<number>(n)
    let s = 0
    for (let i = 0; i < n; i++) a[i] = i
    for (const x of a.map((v) => v * 3).filter((v) => v % 2)) s = (s + x) % 1000003
    return s
  },
  'sort with comparator'(n) {
    const a = new Array<number>(n)
    let x = 12345
    for (let i = 0; i < n; i++) a[i] = x = (x * 1103 + 12345) % 65536
    a.sort((p, q) => p - q)
    return a[n >> 1]
  },
  'string building'(n) {
    let s = ''
    let t = 0
    for (let i = 0; i < n; i++) {
      s += 'ab' + i
      if (s.length > 1000) {
        t += s.length
        s = ''
      }
    }
    return t + s.length
  },
  'string scanning'(n) {
    let s = ''
    let t = 0
    for (let i = 0; i < 100; i++) s += 'the quick brown fox '
    for (let r = 0; r < n; r++) {
      for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) === 111) t++
      if (s.slice(10, 15) === 'brown') t += s.indexOf('fox')
      if (s.toLowerCase() === s) t++
    }
    return t
  },
  'explode and implode'(n) {
    const s = 'north,south,east,west,up,down,in,out,northeast,northwest,southeast,southwest'
    let t = 0
    for (let i = 0; i < n; i++) {
      const parts = s.split(',')
      t += parts.length + parts.join(', ').length
    }
    return t
  },
  sprintf(n) {
    let t = 0
    for (let i = 0; i < n; i++) t += `${'orc'.padEnd(12)}|${String(i).padStart(5)}|${'The orc'} has ${i % 50} coins.`.length
    return t
  },
  regexp(n) {
    const lines: string[] = []
    let t = 0
    for (let i = 0; i < 100; i++) lines.push('line ' + i + (i % 3 ? ' of text' : ' of gold coins'))
    const gold = /[0-9]+ of gold/
    const seven = /^line \d*7 /
    for (let r = 0; r < n; r++) t += lines.filter((l) => gold.test(l)).length + lines.filter((l) => seven.test(l)).length
    return t
  },
  catch(n) {
    let s = 0
    for (let i = 0; i < n; i++) {
      try {
        s = (s + risky(i)) % 10007
      } catch {
        s++
      }
    }
    return s
  },
}
