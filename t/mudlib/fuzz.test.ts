/**
 * A player and a wizard who type anything: every command with every kind of argument, in every kind of
 * place. Nothing of it may end in an error of the library. The lines are the same each time,
 * unless FUZZ_SEED says otherwise.
 */
import t from 'tap'
import { readdirSync } from 'node:fs'
import { startGame, type Player } from './harness.js'

const SEED = Number(process.env.FUZZ_SEED ?? 1)
const LINES = Number(process.env.FUZZ_LINES ?? 400)

const game = await startGame({ heartBeatMs: 20 })
t.teardown(game.stop)
// A seed more, or many more lines, may take longer than tap's own limit.
t.setTimeout(600_000)

/** A small generator, so that a seed is a sequence (mulberry32). */
function randoms(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let x = Math.imul(a ^ (a >>> 15), a | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randoms(SEED)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]

/** Left out: what ends the player, hashes, runs LPC, and takes away what is played with. */
const NOT = ['quit', 'password', 'eval', 'bg', 'run', 'ed', 'call', 'rm', 'mv', 'cp', 'dest', 'jobs', 'profile']
const verbs = (role: string) => readdirSync(`${game.dir}/cmds/${role}`).map((f) => f.replace('.c', '')).filter((c) => !NOT.includes(c))
const commands = { player: verbs('player'), wizard: verbs('wizard') }
const others = ['north', 'south', 'east', 'west', 'up', 'down', 'chat', 'newbie', 'smile', 'hug', 'shake', 'buy', 'sell', 'value', 'list', 'post', 'unpost', 'throw', 'ring', 'peer', '\'', ':']
const words = ['lantern', 'door', 'crier', 'smith', 'board', 'well', 'all', 'me', 'here', 'note', 'sack', 'knife', 'pie', 'rat', 'corpse', 'fuzzy', 'wizard', 'chat', '1', '-1', '0', '99999999999999999999', 'marks',
  '5 marks', 'at', 'to', 'from', 'in', 'with', 'about', 'on', 'off', 'bell', 'key', 'search', 'index', 'reply', 'delete', 'thread', '%s%d', '$1 $*', '({', '"', '\\', '/secure/master', '../..', '~', 'näkki', '🐟', '\u202e', '.', 'x'.repeat(300), '#1', '2', 'rat 2']

const line = (role: 'player' | 'wizard'): string => [random() < 0.8 ? pick(commands[role]) : pick(others), ...Array.from({ length: Math.floor(random() * 5) }, () => pick(words))].join(' ')

async function play(p: Player, role: 'player' | 'wizard', count: number): Promise<string[]> {
  const typed: string[] = []
  for (let n = 0; n < count && !p.closed; n++) {
    const next = line(role)
    typed.push(next)
    await p.do(next)
    // What asks for more lines gets some, and its end.
    while (/[\]] $|more lines|: $/.test(p.seen) && !p.closed) await p.do(random() < 0.5 ? '~q' : pick(['q', '.', 'x']))
  }
  return typed
}

t.test(`nothing that is typed ends in an error (seed ${SEED})`, async (t) => {
  const p = await game.create('fuzzy')
  const w = await game.login('wizard')
  await w.do('eval object f = find_player("fuzzy"); f->set_max_hp(100000); f->add_money(1000); f->set_wimpy(0);')
  for (const room of ['square', 'smithy', 'store', 'inn', 'chapel', 'graveyard', 'sauna', 'lookout', 'island/ruin', 'island/niche', 'shore/mill_cellar', 'wood/hut', 'lake/boat']) {
    await w.do(`eval find_player("fuzzy")->move("/domains/haukila/${room}")`)
    const typed = [...await play(p, 'player', LINES / 13), '', ...await play(w, 'wizard', LINES / 39)]
    const errors = String(await w.do('errors'))
    if (!t.match(errors, /No errors/, room)) {
      t.comment(typed.join('\n'))
      t.comment(await w.do('errors 1'))
      break
    }
  }
})
