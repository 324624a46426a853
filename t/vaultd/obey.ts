/**
 * A guest for tests of backends: it does as it is told, one line of JavaScript at a time, and
 * answers in JSON. No mux, no protocol: the descriptor itself.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vault } from '../../vaultd/backend.js'
import { folder } from './base.js'

export const obey = join(folder, 'obey.mjs')
writeFileSync(obey, `
  import { Socket } from 'node:net'
  import fs from 'node:fs'
  import net from 'node:net'
  import os from 'node:os'
  import cp from 'node:child_process'
  const stdio = process.env.HAUKI_PORT === 'stdio'
  const s = stdio ? process.stdin : new Socket({ fd: 3 })
  const answers = stdio ? process.stdout : s
  s.on('close', () => process.exit(0))
  let text = ''
  s.on('data', async (d) => {
    text += d
    for (let at; (at = text.indexOf('\\n')) >= 0;) {
      const line = text.slice(0, at); text = text.slice(at + 1)
      let r
      try { r = await (0, eval)('(async ({fs, net, os, cp}) => ' + line + ')')({ fs, net, os, cp }) } catch (e) { r = 'FAILED ' + (e.code ?? e.message) }
      answers.write(JSON.stringify(r ?? null) + '\\n')
    }
  })
`)

export function ask(vault: Vault, line: string): Promise<unknown> {
  return new Promise((done) => {
    let text = ''
    // One listener for all of it: what comes between two would be lost.
    const more = (d: Buffer): void => {
      text += d.toString()
      if (!text.includes('\n')) return
      vault.port.off('data', more)
      done(JSON.parse(text))
    }
    vault.port.on('data', more)
    vault.port.write(`${line}\n`)
  })
}
