/** The Grafana board asks for nothing that no part of the program tells. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../../driver/roles/paths.js'

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

t.test('docs/grafana.json', async (t) => {
  const board = JSON.parse(read('docs/grafana.json')) as { panels: { title: string; targets: { expr: string }[] }[] }
  const sources = read('driver/roles/metrics.ts') + read('vaultd/metrics.ts')
  for (const { title, targets } of board.panels) {
    for (const { expr } of targets) {
      for (const [name] of expr.matchAll(/\b(?:mud|netd|hauki|process|nodejs)_\w+/g)) {
        const base = name.replace(/_(?:bucket|count|sum)$/, '')
        t.ok(sources.includes(`'${name}'`) || sources.includes(`'${base}'`), `${title}: ${name}`)
      }
    }
  }
})
