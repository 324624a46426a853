/** docs/config.md: every setting, as TOML, environment variable and flag. */
import { SETTINGS, envName, flagName, type Setting, type SettingValue } from '../../driver/roles/settings.js'
import { code, page, table } from './page.js'

function toml(v: SettingValue): string {
  return typeof v === 'object' ? `[${v.map((x) => JSON.stringify(x)).join(', ')}]` : JSON.stringify(v)
}

function sections(): Map<string, Setting[]> {
  const out = new Map<string, Setting[]>()
  for (const s of SETTINGS) {
    const [section] = s.name.split('.')
    out.set(section, [...(out.get(section) ?? []), s])
  }
  return out
}

/** The type, with what it is held to. */
function kind(s: Setting): string {
  if (!s.range) return s.type
  const [least, greatest] = s.range
  return `${s.type}, ${greatest === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${greatest}`}`
}

export function configPage(): string {
  const parts: string[] = []
  const file: string[] = []
  for (const [section, list] of sections()) {
    parts.push(`## [${section}]`, table(['setting', 'type', 'default', 'environment', 'flag', 'what it is for'],
      list.map((s) => [`\`${s.name}\``, kind(s), `\`${toml(s.default)}\``, `\`${envName(s)}\``, `\`--${flagName(s)}\``, s.doc])))
    file.push(`[${section}]\n${list.map((s) => `${s.name.split('.')[1]} = ${toml(s.default)}`).join('\n')}`)
  }
  return page('Settings', 'driver/roles/settings.ts',
    'Defaults, then one file, then the environment, then flags: the later wins. The file is the one named on the command line, or `hauki.toml` in the current folder if there is one. `hauki driver` also takes a FluffOS runtime config as it is.',
    'In the environment and in flags a list is given with commas, a bool as `true` or `false`. A wrong setting ends the start with status 78 and a text that names it.',
    ...parts,
    '## A file with every default', code(file.join('\n\n'), 'toml'))
}
