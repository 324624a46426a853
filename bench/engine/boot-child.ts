/**
 * The process that boot.ts measures: boots a mudlib and prints what it cost, as JSON: CPU seconds
 * of the whole process, of the boot alone (Node's and the engine's own start left out), and how many
 * objects there are. Arguments: folder, compile cache folder (or '-').
 */
import { openCompileCache } from '../../driver/roles/compile-cache.js'
import { makeWorld } from '../../driver/roles/make-world.js'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { SILENT } from '../../driver/world/config.js'

const [dir, cache] = process.argv.slice(2)
const seconds = (from?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1e6
}
const started = process.cpuUsage()
const compileCache = cache === '-' ? null : openCompileCache(cache, 2 ** 28, SILENT)
const world = makeWorld({ compileCache, mudlibDir: dir, masterFile: '/master', simulEfunFile: '/simul_efun', globalInclude: '#include <globals.h>', limits: { ...DEFAULT_LIMITS, evalTicks: 2 ** 30 } })
world.boot((error) => {
  if (error) throw error
})
const boot = seconds(started)
console.log(JSON.stringify({ total: seconds(), boot, objects: world.objects.size }))
process.exit()
