/** How long the library waits for people: at the login, for who is idle, for a lost connection. With short times, but real ones. */
import t from 'tap'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PASSWORD, startGame, type Player } from './harness.js'

/** Seconds, in place of the library's minutes. */
const SHORT: Readonly<Record<string, number>> = { LOGIN_PATIENCE: 20, LINK_PATIENCE: 5, IDLE_PATIENCE: 3, SAVE_INTERVAL: 1 }

const game = await startGame({}, (dir) => {
  const file = join(dir, 'include/patience.h')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/^(#define (\w+_PATIENCE|SAVE_INTERVAL) +)\d+$/gm, (_, head: string, name: string) => `${head}${SHORT[name]}`))
})
t.teardown(game.stop)
const wizard = await game.login('wizard')

// They wait side by side.
t.jobs = 3

/** Waits until the game has ended the connection; the world's own timers keep no process alive. */
async function ended(p: Player): Promise<void> {
  const late = setTimeout(() => p.giveUp(), 40_000)
  await p.ended
  clearTimeout(late)
}

t.test('a player who types nothing is led out and saved; one who types, and a wizard, stay', { buffered: true }, async (t) => {
  const idle = await game.create('iina')
  const busy = await game.create('bertta')
  const typing = setInterval(() => busy.events.line('score'), 200)
  t.teardown(() => clearInterval(typing))
  await idle.do('north')
  await ended(idle)
  t.match(idle.seen, /You have done nothing for 3s\. Good bye; you are saved\./)
  t.equal(busy.closed, '')
  t.equal(wizard.closed, '')
  t.match(readFileSync(join(game.dir, 'save/players/i/iina.o'), 'utf8'), /lane/, 'where it stood is saved')
  const back = await game.connect()
  t.match(await back.do('iina', PASSWORD), /narrow lane/i)
  await back.do('quit')
})

t.test('a body whose connection is lost waits, and then fades away', { buffered: true }, async (t) => {
  const lost = await game.create('luukas')
  wizard.seen = ''
  lost.events.closed('reset')
  const back = await game.connect()
  t.match(await back.do('luukas', PASSWORD), /You are back in your body/, 'in time')
  t.match(wizard.seen, /Luukas turns into a lifeless statue[^]*Luukas is back/)
  wizard.seen = ''
  back.events.closed('reset')
  const patience = Date.now() + 30_000
  while (!/Luukas fades away/.test(wizard.seen) && Date.now() < patience) await new Promise((next) => setTimeout(next, 20))
  t.match(wizard.seen, /Luukas fades away/, 'too late')
  const anew = await game.connect()
  t.match(await anew.do('luukas', PASSWORD), /Welcome back, Luukas/)
})

t.test('a login that comes to nothing ends', { buffered: true }, async (t) => {
  const slow = await startGame({}, (dir) => {
    const file = join(dir, 'include/patience.h')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/(LOGIN_PATIENCE +)\d+/, '$11'))
  })
  t.teardown(slow.stop)
  const silent = await slow.connect()
  const asked = await slow.connect()
  asked.events.line('wizard')
  await Promise.all([silent, asked].map(ended))
  for (const p of [silent, asked]) t.match(p.seen, /Too slow\. Good bye\./)
})
