/** docs/efuns/: one page a family, and the index. */
import { EFUNS, type EfunInfo } from '../../efuns/table.js'
import { code, page, summary, table } from './page.js'

const MODES = {
  plain: 'never waits',
  calls: 'calls LPC, which may wait',
  waits: 'waits: the caller is suspended, see `sleep()`',
} as const

export function families(): Map<string, EfunInfo[]> {
  const out = new Map<string, EfunInfo[]>()
  for (const e of EFUNS.values()) {
    const list = out.get(e.spec.family)
    if (list) list.push(e)
    else out.set(e.spec.family, [e])
  }
  for (const list of out.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1))
  return new Map([...out].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function link(name: string): string {
  const e = EFUNS.get(name)
  return e ? `[${name}](${e.spec.family}.md#${name})` : `\`${name}\``
}

function entry(e: EfunInfo): string {
  const { sig, doc, examples = [], seeAlso = [], ticks } = e.spec
  return [
    `## ${e.name}`,
    code(sig, 'c'),
    doc,
    ...(examples.length ? ['These are true:', code(examples.join('\n'), 'c')] : []),
    `${ticks} tick${ticks === 1 ? '' : 's'} and what the work costs; ${MODES[e.mode]}.${seeAlso.length ? ` See also ${seeAlso.map(link).join(', ')}.` : ''}`,
  ].join('\n\n')
}

export function efunPages(): Map<string, string> {
  const out = new Map<string, string>()
  const parts: string[] = [
    `The functions of the driver itself: ${EFUNS.size} in ${families().size} families. In the game \`man NAME\` shows the same text, \`efun_info()\` gives it to LPC. Every example is run by the tests.`,
  ]
  for (const [family, list] of families()) {
    parts.push(`## [${family}](${family}.md)`, table(['efun', 'what it does'], list.map((e) => [link(e.name), summary(e.spec.doc)])))
    out.set(`docs/efuns/${family}.md`, page(`Efuns: ${family}`, `efuns/${family}/`, ...list.map(entry)))
  }
  out.set('docs/efuns/README.md', page('Efuns', 'efuns/', ...parts))
  return out
}
