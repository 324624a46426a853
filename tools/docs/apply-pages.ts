/** docs/applies.md, and mudlib/doc/apply/ for `man` in the game. */
import { APPLIES, type Apply } from '../../driver/world/applies.js'
import { GENERATED, code, page } from './page.js'

const SOURCE = 'driver/world/applies.ts'

function entry(a: Apply): string {
  return [`### ${a.name}`, code(a.sig, 'c'), `When: ${a.when}.`, a.doc, `Without it: ${a.missing}.`].join('\n\n')
}

/** File name of an apply's page in the game. */
function topic(a: Apply): string {
  return a.name.replace('*', 'name')
}

function manual(a: Apply): string {
  return `${a.name}  (apply, in ${a.on === 'master' ? 'the master' : 'objects'})\n\n  ${a.sig}\n\nWhen: ${a.when}.\n\n${a.doc}\n\nWithout it: ${a.missing}.\n\n(${GENERATED.replaceAll('`', '')} from ${SOURCE}.)\n`
}

export function applyPages(): Map<string, string> {
  const part = (on: Apply['on']): string[] => APPLIES.filter((a) => a.on === on).map(entry)
  const out = new Map([
    ['docs/applies.md', page('Applies', SOURCE,
      'The functions that the driver calls in the mudlib. In the game `man NAME` shows the same text.',
      'Where nothing else is said an apply may wait, and an error in it is reported and ends only that call. In the master\'s decisions (`valid_…`) an error means no, and they may not wait.',
      '## In the master', ...part('master'), '## In objects', ...part('object'))],
  ])
  for (const a of APPLIES) out.set(`mudlib/doc/apply/${topic(a)}`, manual(a))
  return out
}
