// Loads the bundle with V8's code cache of it: compiling its functions is half of a start otherwise.
// A role's first start of a new bundle makes the cache, when it has run long enough to have booted or
// when it ends; it is kept in dist/cache, one file a role. A folder that cannot be written to means
// slower starts, nothing else.
const { createHash } = require('node:crypto')
const { mkdirSync, readFileSync, readdirSync, renameSync, unlinkSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const { cachedDataVersionTag } = require('node:v8')
const { Script } = require('node:vm')

/** Commands with a cache of their own: what each needs of the bundle differs. */
const ROLES = ['up', 'driver', 'core', 'node', 'worker', 'lpc', 'swarm', 'meshfs_resolve', 'swarm_spawn_ephemeral']
/** A boot is over by then. Earlier the cache would lack what it uses, much later V8 has dropped some of it. */
const BOOTED_MS = 10_000
const DIGEST = 32

/** The bundle's exports. `role`: the command that is to run. */
exports.load = (bundle, role) => {
  const bytes = readFileSync(bundle)
  const cache = ROLES.includes(role) ? new Cache(join(dirname(bundle), 'cache'), role, bytes) : null
  // esbuild writes ASCII only, and one byte a character is what V8 holds it in.
  const script = new Script(bytes.latin1Slice(), {
    filename: bundle,
    cachedData: cache?.read(),
  })
  if (cache && script.cachedDataRejected !== false) cache.keepLater(script)
  const module = { exports: {} }
  script.runInThisContext()(module, module.exports, createRequire(bundle), bundle)
  return module.exports
}

class Cache {
  constructor(dir, role, bytes) {
    this.dir = dir
    this.role = role
    // V8 compares the length of the text only; the tag stands for V8's version, its flags and the processor.
    const key = createHash('sha256').update(bytes).update(`${cachedDataVersionTag()}`).digest('hex').slice(0, 32)
    this.path = join(dir, `${role}-${key}`)
  }

  /** V8 crashes on damaged data, so a digest goes before it. */
  read() {
    try {
      const bytes = readFileSync(this.path)
      const data = bytes.subarray(DIGEST)
      return bytes.subarray(0, DIGEST).equals(digest(data)) ? data : undefined
    } catch {
      return undefined
    }
  }

  keepLater(script) {
    let kept = false
    const keep = () => {
      if (kept) return
      kept = true
      this.write(script.createCachedData())
    }
    setTimeout(keep, BOOTED_MS).unref()
    process.once('exit', keep)
  }

  write(data) {
    const draft = `${this.path}.${process.pid}`
    try {
      mkdirSync(this.dir, { recursive: true })
      // Whole or not at all, and nothing of other bundles.
      writeFileSync(draft, Buffer.concat([digest(data), data]))
      renameSync(draft, this.path)
      for (const path of readdirSync(this.dir).map((name) => join(this.dir, name))) if (path.startsWith(join(this.dir, `${this.role}-`)) && path !== this.path) unlinkSync(path)
    } catch {
      // A full disk leaves part of it.
      try {
        unlinkSync(draft)
      } catch {}
    }
  }
}

function digest(data) {
  return createHash('sha256').update(data).digest()
}
