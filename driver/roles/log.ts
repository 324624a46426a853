/** The logger of all roles: pino, JSON lines, secrets redacted by name. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { destination, pino, type Logger } from 'pino'
import { text, usable } from './config.js'
import type { Settings } from './settings.js'

const SECRET_FIELDS = ['password', 'secret', 'token', 'invite', '*.password', '*.secret', '*.token', '*.invite']

/** Bytes of lines kept while the log cannot be written: the first ones, which say what began it. */
const MAX_UNWRITTEN = 256 * 1024

export function makeLogger(config: Settings, role: string): Logger {
  const given = text(config, 'log.file')
  const file = given || join(text(config, 'state.dir'), 'hauki.log')
  return usable(given ? 'log.file' : 'state.dir', () => {
    if (file !== '-') mkdirSync(dirname(file), { recursive: true })
    const out = destination({ dest: file === '-' ? 2 : file, sync: true, maxLength: MAX_UNWRITTEN })
    // A disk that is full costs lines of the log, not the program: without a listener the error would be thrown where something is logged.
    let told = false
    out.on('error', (e: Error) => {
      if (!told) console.error(`hauki: the log ${file} cannot be written (${e.message}): lines are lost until it can`)
      told = true
    })
    out.on('drain', () => { told = false })
    return pino({ level: text(config, 'log.level'), base: { role }, redact: SECRET_FIELDS }, out)
  })
}
