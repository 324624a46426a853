/** The efuns themselves, as data: what `man` shows can then never be out of date. */
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { efun, type EfunSpec } from '../efun.js'

const family = 'system'
const since = '0.1'

export const efuns = efun({
  name: 'efuns', family, since, ticks: 2_500,
  sig: 'string *efuns(string family?)',
  doc: 'The names of all efuns of this driver, or of one family, sorted.',
  examples: ['member_array("sizeof", efuns()) >= 0', 'member_array("call_out", efuns("scheduling")) >= 0'],
  seeAlso: ['efun_info'],
}, (F, only: Value) => {
  const all = [...worldOf(F).config.efuns.values()] as Array<{ spec: EfunSpec }>
  F.charge(all.length)
  return all.filter((e) => only === undefined || e.spec.family === only).map((e) => e.spec.name).sort()
})

export const efun_info = efun({
  name: 'efun_info', family, since, ticks: 100,
  sig: 'mapping efun_info(string name)',
  doc: 'What is written about an efun: `name`, `signature`, `doc` (Markdown), `examples`, `see_also`, `family`, `since`, `ticks`, `waits` (1 when it may suspend the caller). 0 when there is none of that name.',
  examples: ['efun_info("call_out")["family"] == "scheduling"', 'efun_info("no_such_efun") == 0', 'efun_info("sleep")["waits"] == 1'],
  seeAlso: ['efuns'],
}, (F, name: string) => {
  const e = worldOf(F).config.efuns.get(name) as { spec: EfunSpec } | undefined
  if (!e) return 0
  const s = e.spec
  return Mapping.of([
    ['name', s.name], ['signature', s.sig], ['doc', s.doc], ['examples', [...(s.examples ?? [])]], ['see_also', [...(s.seeAlso ?? [])]],
    ['family', s.family], ['since', s.since], ['ticks', s.ticks], ['waits', s.mode === undefined || s.mode === 'plain' ? 0 : 1],
  ])
})
