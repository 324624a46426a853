/**
 * The village as a newcomer plays it: the first five minutes, a fight to the death, and the
 * quest from its first question to the bell. Rounds and reset timers run fast; the world is real.
 */
import t from 'tap'
import { startGame, type Player } from './harness.js'

const game = await startGame({ heartBeatMs: 5 })
t.teardown(game.stop)

/** Walks, one direction after the other. */
const walk = (p: Player, ways: string) => p.do(...ways.split(' '))

/** Looks again until it sees what it waits for; a fight or a crossing takes its time. */
async function until(p: Player, command: string, what: RegExp): Promise<string> {
  for (let n = 0; n < 400; n++) {
    const seen = await p.do(command)
    if (what.test(seen)) return seen
    await new Promise((next) => setTimeout(next, 10))
  }
  throw new Error(`${command} never showed ${what}; last: ${p.seen}`)
}

t.test('a newcomer\'s first five minutes', async (t) => {
  const p = await game.create('nelli')
  t.match(p.seen, /market square[^]*town crier is here[^]*lantern here/)
  t.match(await p.do('help'), /help newbie/)
  t.match(await p.do('help newbie'), /smithy/)
  t.match(await p.do('score'), /Health 40 of 40\. Level 1/)
  t.match(await p.do('i'), /You have 25 marks/)
  t.match(await p.do('ask crier about bell'), /You ask the town crier about bell[^]*chapel/)
  t.match(await p.do('read note'), /dough is not ready/)
  t.match(await p.do('smell'), /fish/)
  t.match(await p.do('east'), /smithy/)
  t.match(await p.do('list'), /6 {2}a fillet knife/)
  t.match(await p.do('buy knife'), /You buy a fillet knife for 6 marks/)
  t.match(await p.do('wield knife'), /You wield the fillet knife/)
  t.match(await p.do('equipment'), /Hand: +a fillet knife/)
  t.match(await p.do('kill smith'), /hammer\. You think better/)
  t.match(await p.do('drop knife'), /You are using/)
  t.match(await walk(p, 'west west'), /Sleeping Pike/)
  t.match(await p.do('buy pie'), /You buy a fish pie/)
  t.match(await p.do('eat pie'), /pepper/)
  t.match(await p.do('sell knife'), /using that/)
  t.match(await p.do('east', 'd'), /cannot go that way/)
  await p.do('quit')
})

t.test('a fight to the death: the rat\'s, then one\'s own', async (t) => {
  const p = await game.create('fiona')
  const w = await game.login('wizard')
  await w.do('call fiona set_skill blades 60')
  await walk(p, 'e')
  await p.do('buy knife', 'wield knife')
  await walk(p, 'w n w west')
  t.match(await p.do('consider rat'), /is a match for you, and is well/)
  t.match(await p.do('kill rat'), /You attack the water rat/)
  t.match(await until(p, 'score', /with 10 experience/), /Level 1/)
  t.match(await p.do('look'), /corpse of a water rat here/)
  t.match(await p.do('skills'), /blades +6\d/)

  await w.do('eval find_player("fiona")->set_wimpy(0)', 'eval object r = new("/domains/haukila/npc/wolf"); r->set_level(9); r->move(environment(find_player("fiona")));')
  await p.do('kill wolf')
  await until(p, 'score', /You are a ghost/)
  t.match(await p.do('look'), /chapel of the drowned/)
  t.match(await p.do('who'), /Fiona/)
  t.match(await p.do('get all'), /ghost has no hands/)
  t.match(await p.do('look at me'), /shimmer in the air/)
  t.match(await p.do('pray'), /You are alive/)
  t.match(await p.do('score'), /Health [23]\d of 40\./)
  t.match(await p.do('i'), /You carry nothing/)

  await w.do('eval destruct(present("wolf", load_object("/domains/haukila/graveyard")))', 'goto /domains/haukila/graveyard')
  t.match(await w.do('get knife from corpse of fiona'), /robbing the dead/)
  await walk(p, 'west')
  t.match(await p.do('get all from corpse of fiona'), /You take a fillet knife from the corpse of Fiona/)
  t.match(await p.do('i'), /You have 19 marks/)
  t.match(await p.do('wield knife', 'quit'), /saved/)

  const again = await game.connect()
  await again.do('fiona', 'correct horse')
  t.match(await again.do('i'), /You wear or hold a fillet knife/, 'what was in hand is in hand again')
  await again.do('quit')
  await w.do('quit')
})

t.test('the silent bell, from the question to the bell', async (t) => {
  const p = await game.create('quentin')
  const other = await game.create('olga')
  const w = await game.login('wizard')
  await w.do('eval object q = find_player("quentin"); q->set_skill("spears", 90); q->set_skill("defence", 90); q->add_experience(1000); q->add_money(100);')

  await walk(p, 'n w')
  t.match(await p.do('quests'), /begun no quest/)
  t.match(await p.do('ask aune about bell'), /lost its tongue[^]*quest log has something new/)
  t.match(await p.do('quests'), /The silent bell\n {2}The chapel's bell/)
  await walk(p, 'e s w')
  await p.do('buy pie')
  await walk(p, 'e e')
  t.match(await p.do('buy boat hook', 'wield hook'), /You wield the boat hook/)
  await walk(p, 'e e n e n')
  t.match(await p.do('ask otso about key'), /man gets hungry/)
  t.match(await p.do('give pie to otso'), /iron key into your hand/)
  await walk(p, 's w s w w w')
  await p.do('get lantern')
  await walk(p, 's s')
  t.match(await p.do('give 1 marks to tapio'), /gives you back 1 mark/)
  t.match(await p.do('give 2 marks to tapio'), /A rowing boat/)
  w.seen = ''
  await w.do('eval load_object("/domains/haukila/lake/boat")->arrive()')
  t.match(await p.do('look'), /landing on the island/)
  await walk(p, 's s')
  t.match(await p.do('down'), /iron bars is locked/)
  t.match(await p.do('open door'), /is locked/)
  t.match(await p.do('unlock door with key'), /You unlock/)
  t.match(await p.do('open bars'), /You open/)
  t.match(await p.do('down'), /too dark to see/)
  t.match(await p.do('light lantern', 'look'), /stair under the ruin/)
  t.match(await p.do('look at door'), /leads up, and is open/, 'both sides in step')
  t.match(await p.do('south'), /The crypt[^]*näkki is here/)
  t.match(await p.do('east'), /between you and the niche/)
  await p.do('kill näkki')
  await until(p, 'look', /corpse of the näkki/)
  t.match(await p.do('east'), /niche in the rock/)
  t.match(await p.do('get tongue from chest'), /is closed/)
  t.match(await p.do('open chest', 'look in chest'), /tongue of a bell/)
  t.match(await p.do('get tongue from chest'), /You take the tongue/)
  t.match(await p.do('quests'), /Sister Aune waits/)
  await walk(p, 'west north up north north')
  t.match(await p.do('ring bell'), /rowing boat/i)
  await w.do('eval load_object("/domains/haukila/lake/boat")->arrive()')
  await walk(p, 'n n n w')
  other.seen = ''
  t.match(await p.do('give tongue to aune'), /silver brooch[^]*finished a quest: The silent bell/)
  t.match(other.seen, /A bell rings over Haukila/)
  t.match(await p.do('wear brooch', 'quests'), /The silent bell \(finished\)/)
  t.match(await p.do('ask aune about bell'), /That is your doing/)
  await p.do('quit')

  await walk(other, 's s')
  t.match(await other.do('give 2 marks to tapio'), /A rowing boat/)
  await other.do('quit')
  await w.do('eval load_object("/domains/haukila/lake/boat")->arrive()')
  const sleeper = await game.connect()
  await sleeper.do('olga', 'correct horse')
  t.match(await until(sleeper, 'look', /end of the pier/), /Tapio/, 'who wakes up in the moored boat is put ashore')
  await sleeper.do('quit')

  const again = await game.connect()
  await again.do('quentin', 'correct horse')
  t.match(await again.do('quests'), /\(finished\)/, 'it is remembered')
  t.match(await again.do('eq'), /silver brooch/)
  for (const one of [again, w]) await one.do('quit')
})
