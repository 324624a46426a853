// The house rules as lint rules; each says at its head what it guards.
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '../..')

/** `driver/vm/fiber.ts` → `driver/vm`; `netd/codec.ts` → `netd`. */
function roomOf(file) {
  const parts = relative(ROOT, file).split('/')
  return parts[0] === 'driver' ? (parts.length > 2 ? `driver/${parts[1]}` : `driver/${parts[1]}`) : parts[0]
}

/** Which rooms a room may import from, besides itself. Composition roots may import anything. */
const ARROWS = {
  'driver/lang': [],
  'driver/vm': ['driver/lang'],
  'driver/compile': ['driver/lang', 'driver/vm'],
  'driver/mesh.ts': ['driver/vm'],
  'driver/world': ['driver/vm', 'driver/lang', 'driver/net', 'driver/mesh.ts', 'efuns'],
  'driver/net': [],
  'driver/planner': ['driver/vm', 'driver/world', 'driver/net'],
  efuns: ['driver/vm', 'driver/world', 'driver/lang', 'driver/mesh.ts'],
  netd: ['schema', 'driver/vm'],
  vaultd: ['netd', 'driver/vm', 'driver/mesh.ts'],
  schema: [],
}
/** Narrower than a room: the only files behind an arrow. */
const ONLY = {
  'driver/world→driver/net': /driver\/net\/(wire|addresses)\.ts$/,
  'driver/world→efuns': /efuns\/format\//,
  'driver/planner→driver/net': /driver\/net\/(wire|http\/routes)\.ts$/,
  'netd→driver/vm': /driver\/vm\/(values|mapping|closure|object|errors)\.ts$/,
  'vaultd→driver/vm': /driver\/vm\/(values|mapping|closure|object|errors)\.ts$/,
}
const ROOTS = /^(driver\/roles|t|bench|tools|web|bin)(\/|$)/

const arrows = {
  create(context) {
    const file = context.filename
    const from = roomOf(file)
    if (ROOTS.test(relative(ROOT, file)) || !(from in ARROWS)) return {}
    const check = (node) => {
      const spec = node.source?.value
      if (typeof spec !== 'string' || !spec.startsWith('.')) return
      const target = resolve(dirname(file), spec.replace(/\.js$/, '.ts'))
      const to = roomOf(target)
      if (to === from) return
      if (!ARROWS[from].includes(to)) return context.report({ node, message: `${from} may not import from ${to}: arrows point down (DESIGN §3)` })
      const only = ONLY[`${from}→${to}`]
      if (only && !only.test(target)) context.report({ node, message: `${from} may import only ${only} from ${to}` })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check }
  },
}

/** One error family per room: nothing throws a bare Error where LPC or an operator would see it. */
const errorFamily = {
  create(context) {
    if (!/^(driver|efuns|netd|vaultd)\//.test(relative(ROOT, context.filename))) return {}
    return {
      'ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError)$/]'(node) {
        context.report({ node, message: 'throw one of the room\'s own errors, not a bare Error' })
      },
    }
  },
}

/** The engine is synchronous: a fiber waits by WAIT, never by a Promise. */
const noAwait = {
  create(context) {
    if (!/^(driver\/(lang|compile|vm|world)|efuns)\//.test(relative(ROOT, context.filename))) return {}
    const report = (node) => context.report({ node, message: 'no await in the engine: suspend the fiber' })
    return { AwaitExpression: report, 'FunctionDeclaration[async=true]': report, 'ArrowFunctionExpression[async=true]': report, ForOfStatement: (n) => n.await && report(n) }
  },
}

/**
 * In a file that declares efuns, loops over user data must charge ticks: a file with a loop
 * mentions charge(, or says above the loop why it is bounded (`// bounded: …`). Modules that
 * efuns are built from are charged for by the efun, which knows the size of what it hands them.
 */
const chargedLoops = {
  create(context) {
    if (!/^efuns\/[^/]+\//.test(relative(ROOT, context.filename))) return {}
    const source = context.sourceCode
    if (!/\befun\(\{/.test(source.text) || /\bcharge\(/.test(source.text)) return {}
    const check = (node) => {
      const before = source.getCommentsBefore(node)
      if (!before.some((c) => /bounded:/.test(c.value))) context.report({ node, message: 'this loop charges no ticks; charge(), or say `// bounded: why`' })
    }
    return { ForStatement: check, WhileStatement: check, DoWhileStatement: check, ForOfStatement: check, ForInStatement: check }
  },
}

/** A file does one job: none over 800 lines. */
const fileLength = {
  create(context) {
    return {
      Program(node) {
        const lines = readFileSync(context.filename, 'utf8').split('\n').length
        if (lines > 800) context.report({ node, message: `${lines} lines: a file does one job (limit 800)` })
      },
    }
  },
}

export default {
  rules: { arrows, 'error-family': errorFamily, 'no-await-in-engine': noAwait, 'charged-loops': chargedLoops, 'file-length': fileLength },
}
