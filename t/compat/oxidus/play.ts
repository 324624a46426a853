/**
 * Oxidus, booted from its own config file: an account and a character are made, who looks, says and
 * walks, a second player hears it, both leave, and the first comes back after a login.
 * `node dist/t/compat/oxidus/play.js FOLDER` (or OXIDUS=FOLDER), FOLDER being the checkout. Its config
 * names its author's folder and port; those two are given as flags, nothing else is changed.
 */
import { checkoutOf, perform, PlayError, type Player, type RunningWorld } from '../world.js'

const PASSWORD = 'perch-and-Pike7'
const PROMPT = /> $/

await perform(
  { from: checkoutOf('OXIDUS', 'adm/dist/config.mud'), as: 'lib', config: 'lib/adm/dist/config.mud', flags: ['--mud-mudlib=lib'] },
  async (world, step) => {
    const anna = await create(world, 'anna')
    step('boots from its own config; an account and a character are made')

    const seen = await anna.do('look', /You may go square[^]*> $/)
    if (!/workroom/i.test(seen)) throw new PlayError(`no room seen:\n${seen}`)
    await anna.do('say good morning', /You say, "good morning"/)
    await anna.do('go square', /village square[^]*> $/i)
    step('looks, says, walks')

    const bert = await create(world, 'bert')
    await bert.do('look', PROMPT)
    await anna.do('who', /bert/i)
    const to = /village square/i.test(bert.seen) ? 'say' : 'chat'
    await anna.do(`${to === 'say' ? 'say' : 'tell bert'} can you hear me?`, /can you hear me\?/)
    await bert.expect(/can you hear me\?/)
    step('a second player hears the first')

    await anna.do('save', /saved/i)
    for (const p of [anna, bert]) {
      p.say('quit')
      await p.ended()
    }
    const again = await world.connect('anna')
    await again.expect(/Login as which account\? /)
    await again.do('anna', /password: /i)
    await again.do(PASSWORD, /Selection: /)
    await again.do('1', PROMPT)
    await again.do('look', PROMPT)
    step('saves, quits and comes back')
  },
)

async function create(world: RunningWorld, name: string): Promise<Player> {
  const p = await world.connect(name)
  await p.expect(/Login as which account\? /)
  await p.do(name, /Would you like to create it\? /)
  await p.do('y', /enter a password/)
  await p.do(PASSWORD, /again to verify/)
  await p.do(PASSWORD, /enter your password: /)
  await p.do(PASSWORD, /Selection: /)
  await p.do('n', /name of your new character: /)
  await p.do(name, /> $/)
  return p
}
