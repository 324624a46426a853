/** Everything that is generated from the source and checked in, by path in the repository. */
import { applyPages } from './apply-pages.js'
import { cliPage } from './cli-page.js'
import { configPage } from './config-page.js'
import { efunHeader, lpcConfig } from './editor-files.js'
import { efunPages } from './efun-pages.js'
import { limitsPage } from './limits-page.js'

/** Folders in which nothing else may lie: a page whose source is gone goes too. */
export const OWN_FOLDERS = ['docs/efuns', 'mudlib/doc/apply'] as const

export function pages(): Map<string, string> {
  return new Map([
    ...efunPages(),
    ...applyPages(),
    ['docs/config.md', configPage()],
    ['docs/cli.md', cliPage()],
    ['docs/limits.md', limitsPage()],
    ['mudlib/include/efuns.h', efunHeader()],
    ['mudlib/lpc-config.json', lpcConfig()],
  ])
}
