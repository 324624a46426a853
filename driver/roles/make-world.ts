/** A World with the compiler and the efuns wired in: the one place where they meet. */
import { scan } from '../../efuns/format/scan.js'
import { EFUNS } from '../../efuns/table.js'
import { compileCached, type CacheStore } from '../compile/cache/index.js'
import { compileLpc, type CompileOptions } from '../compile/index.js'
import type { Program } from '../vm/program.js'
import { APPLY_NAMES } from '../world/applies.js'
import { worldConfig, type CompileRequest, type WorldConfig } from '../world/config.js'
import { World } from '../world/world.js'
import { HEADERS } from './headers.js'
import { predefines } from './predefines.js'
import { debugOptions } from './source-maps.js'

export type WorldOptions = Pick<WorldConfig, 'mudlibDir' | 'masterFile'> & Partial<WorldConfig> & {
  /** Where compiled programs are kept between boots; absent: nowhere. */
  readonly compileCache?: CacheStore | null
}

export function makeWorld({ compileCache, ...given }: WorldOptions): World {
  const debug = debugOptions(given.mudlibDir)
  const compile = (request: CompileRequest): Program => {
    const options = { ...compileOptions(request), debug }
    return compileCache && request.fromFile ? compileCached(options, compileCache) : compileLpc(options)
  }
  const config = worldConfig({ compile, efuns: EFUNS, headers: HEADERS, ...given })
  const macros = new Map([...predefines(config), ...config.predefines])
  for (const name of config.notPredefined) macros.delete(name)
  return new World({ ...config, predefines: macros })
}

export function compileOptions(request: CompileRequest): CompileOptions {
  return { ...request, scan, applies: APPLY_NAMES }
}
