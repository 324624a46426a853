/** The logger of all roles: pino, JSON lines, secrets redacted by name. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { destination, pino, type Logger } from 'pino'
import { text, usable } from './config.js'
import type { Settings } from './settings.js'

const SECRET_FIELDS = ['password', 'secret', 'token', 'invite', '*.password', '*.secret', '*.token', '*.invite']

export function makeLogger(config: Settings, role: string): Logger {
  const given = text(config, 'log.file')
  const file = given || join(text(config, 'state.dir'), 'hauki.log')
  return usable(given ? 'log.file' : 'state.dir', () => {
    if (file !== '-') mkdirSync(dirname(file), { recursive: true })
    return pino(
      { level: text(config, 'log.level'), base: { role }, redact: SECRET_FIELDS },
      destination({ dest: file === '-' ? 2 : file, sync: true }),
    )
  })
}
