/** The benchmark programs as somebody would write them in JavaScript. */

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

const ob = { get: (x: number) => x + 1 }

export const JS_PROGRAMS: Readonly<Record<string, (n: number) => number>> = {
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
    const a = new Array(n + 1).fill(0)
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
  call_other(n) {
    let s = 0
    for (let i = 0; i < n; i++) s = ob.get(s)
    return s
  },
  closures(n) {
    let s = 0
    const f = (x: number) => x + 1
    for (let i = 0; i < n; i++) s = f(s)
    return s
  },
  'string building'(n) {
    let s = ''
    for (let i = 0; i < n; i++) {
      s += 'ab' + i
      if (s.length > 1000) s = ''
    }
    return s.length
  },
  'sort with comparator'(n) {
    const a = new Array<number>(n)
    let x = 12345
    for (let i = 0; i < n; i++) a[i] = x = (x * 1103 + 12345) % 65536
    a.sort((p, q) => p - q)
    return a[n >> 1]
  },
  'map and filter'(n) {
    const a = new Array<number>(n)
    for (let i = 0; i < n; i++) a[i] = i
    return a.map((x) => x * 3).filter((x) => x % 2).length
  },
}
