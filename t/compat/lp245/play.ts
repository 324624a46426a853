/**
 * LP-245 with our master, played: a new player is made, walks, fights to the death of a monster, gains
 * experience, gets, wears and drops, saves and quits, and is found as it was after a login to a driver
 * started anew. `node dist/t/compat/lp245/play.js FOLDER` (or LP245=FOLDER), FOLDER being the world.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { checkoutOf, perform, Player, PlayError, ROOT, RunningWorld, type WorldFiles } from '../world.js'

const OURS = join(ROOT, 't/compat/lp245')
const NAME = 'haukila'
const PASSWORD = 'perch-and-pike'
const PROMPT = /> $/

const files: WorldFiles = {
  from: checkoutOf('LP245', 'obj/player.c'),
  as: 'lib',
  overlay: [...['master.c', 'simul_efun.c', 'global.h'].map((f) => [join(OURS, f), `lib/compat/${f}`] as const), [join(OURS, 'config'), 'config']],
  config: 'config',
}

/** Rounds come every heart beat; a beggar has few hit points. */
const FIGHT_MS = 120_000

await perform(files, async (world, step) => {
  const { before, scores } = await firstLife(world, step)
  await secondLife(world, step, before, scores)
})

interface Scores {
  readonly experience: number
  readonly money: number
}

async function firstLife(world: RunningWorld, step: (what: string) => void): Promise<{ before: Scores; scores: Scores }> {
  const p = await world.connect(NAME)
  await p.expect(/What is your name: /)
  await p.do(NAME, /New character[^]*Password: /)
  await p.do(PASSWORD, /\(again\)/)
  await p.do(PASSWORD, /email address/)
  await p.do('none', /male, female or other/)
  await p.do('f', /Welcome, Madam![^]*> $/)
  step('a new character is made')

  if (!/village church/i.test(await p.do('look', PROMPT))) throw new PlayError(`not in the church: ${p.seen}`)
  await p.do('s', /Village green|open green place/)
  await p.do('w', /bridge/)
  await p.do('get money', /Ok|coins/)
  await p.do('west', /wilderness/i)
  await p.do('w', /big forest/)
  step('walks, by whole words and by letters')

  await p.do('get jacket', /Ok\./)
  await p.do('wear jacket', /Ok\./)
  await p.do('i', /leather jacket[^\n]*worn/)
  for (const way of ['e', 'e', 'e', 'e', 'e', 'n']) await p.do(way, PROMPT)
  await p.do('look', /beggar/i)
  await p.do('get knife', /Ok\./)
  await p.do('wield knife', /Ok\./)
  step('gets, wears, wields')

  const before = await score(p)
  const fight = await p.do('kill beggar', /You killed|You die|is dead|died\./, FIGHT_MS)
  const rounds = fight.match(/^(?:You|Beggar) (?:missed|tickled|grazed|hit|smash|massacre)/gm) ?? []
  if (rounds.length < 4) throw new PlayError(`no rounds of combat in:\n${fight}`)
  await p.do('look', /corpse of beggar/i)
  step(`kills the beggar in ${rounds.length} blows`)

  const scores = await score(p)
  if (scores.experience <= before.experience) throw new PlayError(`no experience gained: ${before.experience}, then ${scores.experience}`)
  step(`gains experience: ${before.experience}, then ${scores.experience}`)

  await p.do('drop knife', /Ok\./)
  await p.do('look', /knife/i)
  await p.do('save', /Ok\./)
  p.say('quit')
  await p.ended()
  step('drops, saves and quits')
  return { before, scores }
}

async function secondLife(world: RunningWorld, step: (what: string) => void, before: Scores, scores: Scores): Promise<void> {
  const saved = join(world.dir, 'lib/players', `${NAME}.o`)
  const again = await RunningWorld.start({ ...files, prepare: (dir) => cpSync(saved, join(dir, 'lib/players', `${NAME}.o`)) })
  try {
    const p = await again.connect(NAME)
    await p.expect(/What is your name: /)
    await p.do(NAME, /Password: $/)
    await p.do('wrong password', /Wrong password/)
    await p.ended()
    const q = await again.connect(NAME)
    await q.expect(/What is your name: /)
    await q.do(NAME, /Password: $/)
    await q.do(PASSWORD, PROMPT)
    const found = await score(q)
    if (found.experience !== scores.experience) throw new PlayError(`experience ${scores.experience} before, ${found.experience} after the login (${before.experience} at birth)`)
    step(`is found as it was by another driver: experience ${found.experience}, ${found.money} coins`)
    q.say('quit')
    await q.ended()
  } finally {
    await again.stop()
  }
}

async function score(p: Player): Promise<Scores> {
  const text = await p.do('score', /> $/)
  const number = (what: RegExp): number => Number(what.exec(text)?.[1] ?? NaN)
  const out = { experience: number(/(\d+) experience points/), money: number(/(\d+) gold coins/) }
  if (Number.isNaN(out.experience)) throw new PlayError(`no experience in the score:\n${text}`)
  return out
}
