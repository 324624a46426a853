/**
 * `hauki lpc check`: compiles files without running anything. The simul_efuns of their mudlib are
 * known, its global include is read, inherits are compiled. The master is not asked: what it
 * allows or redirects is unknown here.
 */
import { join } from 'node:path'
import { compileWithWarnings } from '../compile/index.js'
import { CompileError, LpcError } from '../vm/errors.js'
import { LpcObject } from '../vm/object.js'
import type { Program } from '../vm/program.js'
import type { CompileRequest, WorldConfig } from '../world/config.js'
import { objectName } from '../world/paths.js'
import type { World } from '../world/world.js'
import { compileOptions, makeWorld } from './make-world.js'

export interface Finding {
  readonly file: string
  readonly line: number
  readonly col: number
  readonly severity: string
  readonly code: string
  readonly message: string
}

/** A world that compiles and never runs: its simul_efuns are declared, not created. */
export function compilingWorld(config: Pick<WorldConfig, 'mudlibDir' | 'masterFile'> & Partial<WorldConfig>, compile: (r: CompileRequest) => Program): World {
  const world = makeWorld({ ...config, compile })
  const simul = config.simulEfunFile
  if (simul) {
    try {
      const program = compileIn(world, join('/', simul))
      world.simulEfun = new LpcObject(objectName(simul), program, program.makeSegments())
    } catch (e) {
      // It was told already, or its absence is: files are checked without it.
      if (!(e instanceof LpcError)) throw e
    }
  }
  return world
}

/** The program of a mudlib path. Throws LpcError. */
export function compileIn(world: World, path: string): Program {
  let program: Program | null = null
  let failure: LpcError | null = null
  world.start({}, (F) => {
    const name = objectName(path)
    program = world.loader.compile(F, name, world.paths.source(name, path) ?? path, [])
    return undefined
  }, (error) => { failure = error })
  if (failure) throw failure
  return program!
}

/** Checks files of one mudlib: programs that several inherit are compiled and told once. */
export class Checker {
  errors = 0
  private readonly told = new Set<string>()
  private readonly world: World

  /** `tell` gets each finding once, with the file's path on the host. */
  constructor(private readonly root: string, config: Pick<WorldConfig, 'mudlibDir' | 'masterFile'> & Partial<WorldConfig>, private readonly tell: (f: Finding) => void) {
    this.world = compilingWorld(config, (r) => this.compile(r))
  }

  check(path: string): void {
    try {
      compileIn(this.world, path)
    } catch (e) {
      if (!(e instanceof LpcError)) throw e
      // The diagnostics of a CompileError were told when it was made.
      if (!(e instanceof CompileError)) this.add({ file: path, line: 1, col: 1, severity: 'error', code: 'LPC3000', message: e.message })
    }
  }

  private compile(r: CompileRequest): Program {
    try {
      const { program, warnings } = compileWithWarnings(compileOptions(r))
      for (const w of warnings) this.add({ ...w.loc, severity: w.severity, code: w.code, message: w.message })
      return program
    } catch (e) {
      if (e instanceof CompileError) e.diagnostics.forEach((d) => this.add(d))
      throw e
    }
  }

  private add(d: Finding): void {
    const key = `${d.file}:${d.line}:${d.col}:${d.code}:${d.message}`
    if (this.told.has(key)) return
    this.told.add(key)
    if (d.severity === 'error') this.errors++
    // Paths as the shell knows them, so that an editor's problem matcher can open them.
    this.tell({ ...d, file: join(this.root, d.file), message: d.message.split('\n')[0] })
  }
}

/** As an editor reads it. */
export function findingLine(f: Finding): string {
  return `${f.file}(${f.line},${f.col}): ${f.severity} ${f.code}: ${f.message}`
}
