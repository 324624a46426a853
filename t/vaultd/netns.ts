/**
 * Network namespaces for tests: each test file has names of its own, and what it made is gone when
 * its process ends. They need root; `skip` says why there are none.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PREFIX = `hk${process.pid}`

/** Runs a command; throws with what it said on stderr. */
export function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
}

/** `ip …` */
export const ip = (...args: string[]): string => run('ip', ...args)

const made = new Set<string>()

/** A name that no other run uses. */
export const named = (name: string): string => `${PREFIX}${name}`

/** A new namespace whose loopback is up. */
export function netns(name: string): string {
  const ns = named(name)
  ip('netns', 'add', ns)
  made.add(ns)
  ip('-n', ns, 'link', 'set', 'lo', 'up')
  return ns
}

/** With a namespace its ends of cables go, and so do the other ends. */
export function removeAll(): void {
  for (const ns of made) {
    try {
      ip('netns', 'del', ns)
    } catch {
      // gone already
    }
  }
  made.clear()
}
process.on('exit', removeAll)

/** What a test that was killed has left. */
function sweep(): void {
  for (const [name, pid] of ip('netns', 'list').matchAll(/^hk(\d+)\w*/gm)) {
    if (!existsSync(`/proc/${pid}`)) ip('netns', 'del', name)
  }
}

function reason(): string | false {
  if (process.getuid?.() !== 0) return 'needs root for network namespaces'
  try {
    sweep()
    netns('try')
    removeAll()
    return false
  } catch {
    return 'no network namespaces here'
  }
}

export const skip = reason()

/** Why a test that needs these commands, too, cannot run. */
export function skipWithout(...commands: string[]): string | false {
  if (skip !== false) return skip
  for (const command of commands) {
    try {
      run('bash', '-c', `command -v ${command}`)
    } catch {
      return `needs ${command}`
    }
  }
  return false
}

export interface End {
  /** null: where the test runs. */
  readonly ns: string | null
  readonly name: string
  readonly address: string
}

/** `ip` inside a namespace. */
export const ipIn = (ns: string | null, ...args: string[]): string => ip(...(ns === null ? [] : ['-n', ns]), ...args)

/** Runs a command inside a namespace. */
export const runIn = (ns: string | null, command: string, ...args: string[]): string => (ns === null ? run(command, ...args) : ip('netns', 'exec', ns, command, ...args))

/** The first three numbers of a /24 that other tests of now do not use; `n` counts modulo 8. */
export const network = (n: number): string => `10.${64 + ((process.pid >> 5) % 128)}.${(process.pid % 32) * 8 + (n % 8)}`

export class Cable {
  readonly a: End
  readonly b: End

  /** A veth pair with a /24 of its own: `.1` at `a`, `.2` at `b`. */
  constructor(n: number, a: string | null, b: string | null) {
    const net = network(n)
    this.a = { ns: a, name: named(`a${n}`), address: `${net}.1` }
    this.b = { ns: b, name: named(`b${n}`), address: `${net}.2` }
    const at = (ns: string | null): string[] => (ns === null ? [] : ['netns', ns])
    ip('link', 'add', this.a.name, ...at(a), 'type', 'veth', 'peer', 'name', this.b.name, ...at(b))
    for (const end of [this.a, this.b]) {
      ipIn(end.ns, 'addr', 'add', `${end.address}/24`, 'dev', end.name)
      ipIn(end.ns, 'link', 'set', end.name, 'up')
    }
  }

  up(): void {
    ipIn(this.a.ns, 'link', 'set', this.a.name, 'up')
  }

  /** No packet passes, and nobody is told at the other end but by the carrier. */
  down(): void {
    ipIn(this.a.ns, 'link', 'set', this.a.name, 'down')
  }
}
