/**
 * What players do with each other: letters, boards, channels, feelings, ignoring; what they set
 * to taste; shops and resets; and that nothing they type reaches others as more than words.
 */
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { PASSWORD, startGame, type Player } from './harness.js'

const game = await startGame()
t.teardown(game.stop)

const login = async (name: string) => {
  const p = await game.connect()
  await p.do(name, PASSWORD)
  return p
}
/** All that was answered, not only what the last line was. */
const each = async (p: Player, ...lines: string[]) => {
  let said = ''
  for (const line of lines) said += await p.do(line)
  return said
}
const gmcp = (p: Player, name: string) => p.messages.filter(([n]) => n === name).map(([, data]) => data)

const a = await game.create('arvo')
let b = await game.create('bodil')
const w = await game.login('wizard')

t.test('letters wait for who is away, and threads keep both sides', async (t) => {
  await b.do('quit')
  t.match(await a.do('mail'), /no letters/)
  t.match(await a.do('mail to nobody hi'), /Nobody is called that/)
  t.match(await a.do('mail to bodil Nets and oars', 'The nets are \u001b[31mmended\u001b[0m.', '%^RED%^', '.'), /on its way/)
  t.match(await a.do('mail to bodil Never mind', '~q'), /Given up/)
  const c = await login('bodil')
  t.match(c.seen, /You have 1 unread letter/)
  t.match(await c.do('mail'), /1 unread Arvo +.* Nets and oars/)
  t.match(await c.do('mail 1'), /From: Arvo\n[^]*The nets are \[31mmended\[0m\.\n%\^RED%\^/)
  t.notMatch(c.seen, '\u001b')
  a.seen = ''
  t.match(await c.do('mail reply 1', 'Good.', '.'), /on its way/)
  t.match(a.seen, /A letter from Bodil has come for you: Re: Nets and oars/)
  t.match(await a.do('mail thread 2'), /From: Arvo[^]*---[^]*From: Bodil[^]*Good\./)
  t.match(await a.do('mail delete 2', 'mail 2'), /no such letter/)
  t.match(await c.do('mail 7'), /no such letter/)
  t.match(await w.do('eval MAIL_D->query_letters()'), /=> \(\{ *\}\)/, 'nobody reads what is not theirs')
  t.match(await w.do('eval MAIL_D->send(({ "bodil" }), "x", "y")'), /not for you/)
  t.match(await a.do('mail to bodil,nosuch Hi'), /Nobody is called Nosuch/)
  t.match(await a.do('mail to bodil, me and wizard'), /nobody is called|write/i)
  await a.do('~q')
  t.match(await a.do('mail to bodil, wizard A dance', 'Tonight.', '.', 'mail'), /to Bodil and Wizard .* A dance/)
  t.match(await w.do('mail'), /unread Arvo .* A dance/)
  await c.do('mail reply all 3', 'With pleasure.', '.')
  t.match(await w.do('mail'), /unread Bodil .* Re: A dance/, 'an answer to all reaches all')
  await w.do('mail delete 1', 'mail delete 2')
  b = c
})

t.test('which of several is meant, and how many there are', async (t) => {
  await w.do('eval for (int i = 0; i < 3; i++) new("/domains/haukila/obj/knife")->move(environment(find_player("arvo")));')
  t.match(await a.do('get all'), /You take [^.]*three fillet knives[^.]*\.\n/, 'equal things are one line')
  t.match(await each(a, 'drop the 2nd knife', 'drop second knife', 'drop 2nd knife'), /^You drop a fillet knife\.\n> You drop a fillet knife\.\n> You carry no such thing/, 'an ordinal is no sum of money')
  t.match(await each(a, 'drop 2 marks', 'get marks', 'drop a mark', 'drop 0 marks', 'drop 9999 marks'), /drop 2 silver marks[^]*take 2 silver marks[^]*drop a silver mark[^]*so many[^]*so many/)
  await w.do('eval new("/domains/haukila/obj/knife")->move(find_player("arvo"))')
  t.match(await a.do('wield knife', 'drop knife'), /You drop a fillet knife/, 'what is in use is the last that is meant')
  t.match(await a.do('drop knife'), /You are using the fillet knife/)
  t.match(await a.do('remove knife'), /You lower the fillet knife/)
  t.match(await each(a, 'open board', 'open xyzzy', 'open'), /cannot open the notice board[^]*no such thing here[^]*Open what/)
  t.match(await each(a, 'go north', 'go nowhere', 'go s'), /narrow lane[^]*cannot go that way[^]*market square/i)
  await a.do('drop all', 'get mark')
})

t.test('what is long is broken between words, for who reads it on a screen', async (t) => {
  const long = 'oars and nets '.repeat(20).trim()
  b.seen = ''
  const said = await a.do(`say ${long}`)
  for (const seen of [said, b.seen]) {
    t.ok(Math.max(...seen.split('\n').map((line) => line.length)) < 80)
    t.ok(seen.replace(/\n/g, ' ').includes(long), 'nothing of it is lost')
  }
  await b.do('set reader on')
  b.seen = ''
  await a.do(`say ${long}`)
  t.ok(b.seen.includes(long), 'a screen reader breaks lines itself')
  await b.do('set reader auto')
})

t.test('a leader sees the new place before those who follow arrive', async (t) => {
  await b.do('trans arvo')
  await w.do('trans arvo', 'trans bodil')
  await b.do('follow arvo')
  a.seen = ''
  t.match(await a.do('north'), /A narrow lane[^]*Bodil arrives\./)
  t.match(await a.do('south'), /market square[^]*Bodil arrives\./i)
  await b.do('follow nobody')
})

t.test('a bulletin board', async (t) => {
  t.match(await a.do('read board'), /Nothing is pinned/)
  t.match(await a.do('post Boat for sale', 'Nine years old.', 'Nearly done.', '.'), /pin it to the board/)
  t.match(await b.do('look at board'), /1 {2}Arvo .* Boat for sale/)
  t.match(await b.do('read 1'), /Boat for sale, by Arvo[^]*Nearly done/)
  t.match(await b.do('unpost 1'), /not yours/)
  t.match(await b.do('read 9'), /no such note/)
  t.match(await a.do('unpost 1', 'read board'), /Nothing is pinned/)
})

t.test('channels: history, off and on, roles, GMCP', async (t) => {
  b.wire.info.gmcp = true
  t.match(await a.do('chat hello there'), /\[Chat\] Arvo: hello there/)
  t.match(b.seen, /\[Chat\] Arvo: hello there\n/)
  t.strictSame(gmcp(b, 'Comm.Channel.Text').at(-1), { channel: 'chat', talker: 'Arvo', text: 'hello there' })
  await a.do('chat :waves')
  t.match(b.seen, /\[Chat\] Arvo waves\n/)
  t.match(gmcp(b, 'Comm.Channel.Text').at(-1), { text: 'waves' })
  t.match(await b.do('channels chat off'), /do not listen/)
  await a.do('chat psst')
  t.notMatch(b.seen, /psst/)
  t.match(await b.do('chat me?'), /do not listen to it/)
  b.events.gmcp('Comm.Channel.Enable', 'chat')
  t.match(await b.do('history chat'), /hello there\n.*Arvo waves\n.*psst/)
  t.match(await b.do('channels'), /chat +on/)
  t.notMatch(b.seen, /wiz/)
  t.match(await b.do('wiz hello'), /What\?/)
  t.match(await w.do('wiz hello'), /\[Wiz\] Wizard: hello/)
  t.match(await w.do('eval CHANNEL_D->send("chat", "x\\e[1my")'), /=> 0/)
  t.match(b.seen, /\[Chat\] Wizard: x\[1my\n/, 'code has no more colours than people')
  await a.do('channels chat on')
})

t.test('feelings, whispers, and not listening', async (t) => {
  b.seen = w.seen = ''
  t.match(await a.do('smile warmly at bodil'), /You smile warmly at Bodil\./)
  t.match(b.seen, /Arvo smiles warmly at you\./)
  t.match(w.seen, /Arvo smiles warmly at Bodil\./)
  t.match(await a.do('hug'), /Hug whom/)
  t.match(await a.do('smile at moon'), /nobody called moon/)
  t.match(await a.do('feelings'), /Feelings:/)
  await a.do('q')
  await a.do('whisper bodil the key is under the stone')
  t.match(b.seen, /Arvo whispers to you: the key/)
  t.match(w.seen, /Arvo whispers something to Bodil/)
  t.notMatch(w.seen, /the key/)
  t.match(await b.do('ignore arvo'), /You ignore Arvo/)
  b.seen = ''
  await a.do('say hello?', ':waves', 'smile at bodil', 'whisper bodil x', 'shout hello', 'chat hello')
  t.match(await a.do('tell bodil hello'), /do not want to hear/)
  t.equal(b.seen, '', 'nothing of it is heard')
  t.match(await b.do('ignore arvo'), /listen again/)
})

t.test('aliases, settings, finger, help', async (t) => {
  await a.do('alias hi say hello $1, and welcome to $2')
  t.match(await a.do('hi bodil haukila'), /You say: hello bodil, and welcome to haukila/)
  t.match(await a.do('alias loop loop'), /stands for/)
  t.match(await a.do('loop'), /What\?/, 'an alias is not looked for in aliases')
  t.match(await a.do('alias quit say ha'), /keep its meaning/)
  t.match(await a.do('unalias hi', 'hi'), /What\?/)
  t.match(await a.do('set prompt vitals'), /40 of 40> $/)
  await a.do('set prompt plain')
  t.match(await a.do('set colour on', 'look'), /\u001b\[1mThe market square\u001b\[0m\n/)
  t.match(await a.do('set reader on', 'who'), /3 here now: Arvo, Bodil and Wizard\./)
  t.notMatch(await a.do('look'), '\u001b')
  t.ok((await a.do('look')).split('\n').some((line) => line.length > 100), 'lines are not broken')
  t.notMatch(await a.do('help index'), /more lines/)
  await a.do('set reader auto', 'set colour auto')
  a.wire.info.links = 'osc8'
  t.match(await a.do('exits'), '\u001b]8;;send:north\u001b\\north\u001b]8;;\u001b\\', 'words to click on')
  t.match(await a.do('look'), 'send:north')
  t.match(await a.do('help start'), /`\u001b\]8;;send:help%20\w+\u001b/)
  t.notMatch(await a.do('set links off', 'look'), '\u001b]')
  await a.do('set links auto')
  b.seen = ''
  await a.do('say \u001b]8;;send:quit\u001b\\north\u001b]8;;\u001b\\ http://evil.example/')
  t.match(b.seen, ']8;;send:quit\\north')
  t.notMatch(b.seen, '\u001b', 'what players write makes no links')
  t.match(await a.do('title \u001b]8;;send:quit\u0007x', 'who'), ']8;;send:quitx')
  t.notMatch(a.seen, '\u001b]')
  await a.do('title')
  await w.do('snoop arvo')
  w.seen = ''
  await a.do('exits')
  t.match(w.seen, /%You can go east, north/, 'who looks on gets the words')
  await w.do('snoop')
  a.wire.info.screenReader = true
  t.match(await a.do('exits'), /^You can go east, north/, 'nor have screen readers links')
  a.wire.info.screenReader = false
  a.wire.info.links = ''
  a.wire.info.screenReader = true
  t.match(await a.do('who'), /here now: Arvo/, 'a client that says so needs no setting')
  a.wire.info.screenReader = false
  t.match(await a.do('set colour pink'), /no such setting or value/)
  t.match(await a.do('finger bodil'), /Bodil, player\.\nLevel 1/)
  t.match(await a.do('help search lantern'), /light/)
  t.match(await a.do('help index'), /newbie +The first five minutes/)
  t.notMatch(a.seen, /building/)
  await a.do('q')
  t.match(await a.do('brief', 'n'), /A narrow lane\.\n/)
  await a.do('brief', 's')
  t.match(await a.do('time'), /It is (night|dawn|morning|afternoon|dusk) here/)
})

t.test('following, and a group that shares what it learns', async (t) => {
  t.match(await a.do('follow bodil'), /You follow Bodil now/)
  t.match(b.seen, /Arvo follows you now/)
  t.match(await b.do('follow arvo'), /round in circles/)
  t.match(await b.do('follow me'), /You follow nobody/)
  t.match(await b.do('gtell hello'), /in no group/)
  t.match(await b.do('group wizard'), /Nobody of that name follows you/)
  t.match(await b.do('group arvo'), /Arvo is of your group now/)
  a.seen = ''
  await b.do('gtell to the lane!')
  t.match(a.seen, /\[Group\] Bodil: to the lane!/)
  await b.do('north')
  t.match(a.seen, /You follow Bodil north\.\nA narrow lane/)
  t.match(await a.do('group'), /Bodil +\d+ of +\d+ +level +1 +here, leads\n +Arvo/)
  t.match(await a.do('report'), /You report: \d+ of \d+ health, level 1/)
  t.match(b.seen, /Arvo reports: \d+ of/)
  const learnt = (p: Player) => Number(/(\d+) experience/.exec(p.seen)?.[1])
  a.seen = b.seen = ''
  await w.do('eval object rat = new("/domains/haukila/npc/rat"); rat->move(environment(find_player("bodil"))); rat->die(find_player("bodil"));')
  t.match(b.seen, /You have killed .*rat/)
  t.match(a.seen, /Bodil has killed .*rat/)
  t.equal(learnt(a), learnt(b), 'in equal parts')
  t.match(await a.do('follow nobody'), /do not follow Bodil any more/)
  t.match(await b.do('group'), /in no group/)
  await b.do('south')
  t.match(await a.do('south'), /square/)
})

t.test('away, news, who builds, and notes for builders', async (t) => {
  t.match(await a.do('afk \u001b[2Jtea'), /You are away now/)
  t.match(await b.do('who'), /Arvo .*\(away: \[2Jtea\)/)
  t.match(await b.do('tell arvo hey'), /Arvo is away: \[2Jtea/)
  t.match(await a.do('look'), /You are back\./)
  t.notMatch(await b.do('who'), /away/)
  t.match(await a.do('news'), /News of Haukila/)
  t.match(await a.do('invntory'), /What\? Did you mean `inventory`\?/)
  t.match(await a.do('xyzzy'), /What\? \(`commands`/)
  t.match(await a.do('post'), /Post under which title/, 'what a thing near says stays')
  t.match(await w.do('functions me'), /return for more/)
  t.match(await w.do('score'), /Health/, 'a command leaves the pages')
  t.match(await a.do('wizlist'), /Wizard +admin +here now/)
  t.match(await a.do('typo lnatern'), /It is noted/)
  t.match(await a.do('idea more boats'), /It is noted/)
  const { readFileSync } = await import('node:fs')
  t.match(readFileSync(`${game.dir}/log/typos`, 'utf8'), /arvo in \/domains\/\S+: lnatern/)
})

t.test('other games tell how they are', async (t) => {
  const IAC = 255
  const figures = Buffer.concat([Buffer.from([IAC, 251, 70, 1, 65, IAC, 250, 70]), Buffer.from('\u0001NAME\u0002Far\u001b[31maway\u0001PLAYERS\u00027'), Buffer.from([IAC, 240])])
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (d) => {
      if (!d.equals(Buffer.from([IAC, 253, 70]))) return socket.destroy()
      socket.write(figures.subarray(0, 20))
      setTimeout(() => socket.write(figures.subarray(20)), 20)
    })
  })
  const mute = createServer((socket) => socket.end('go away'))
  // Never comes to an end, in the smallest pieces: it is hung up on.
  let drops = 0
  const drip = createServer({ noDelay: true }, (socket) => {
    const timer = setInterval(() => { drops++; socket.write('x') }, 1)
    socket.on('error', () => {}).on('close', () => clearInterval(timer))
  })
  t.teardown(() => {
    server.close()
    mute.close()
    drip.close()
  })
  const [up, down, dripping] = await Promise.all([server, mute, drip].map((s) => new Promise<number>((done) => s.listen(0, '127.0.0.1', () => done((s.address() as AddressInfo).port)))))
  t.match(await a.do('mudlist'), /No other games are known/)
  writeFileSync(`${game.dir}/secure/muds`, `# ours\nFaraway 127.0.0.1 ${up}\nMute localhost ${down}\nDrip 127.0.0.1 ${dripping}\nnonsense\n`)
  const patience = Date.now() + 30_000
  while (!/Faraway.*up, 7 players/.test(await a.do('mudlist')) && Date.now() < patience) await new Promise((next) => setTimeout(next, 20))
  t.match(a.seen, /Faraway +127\.0\.0\.1 \d+ +up, 7 players\n/)
  while (!/Mute.*gave no figures/.test(await a.do('mudlist')) && Date.now() < patience) await new Promise((next) => setTimeout(next, 20))
  t.match(a.seen, /Mute .*gave no figures/)
  while (!/Drip.*gave no figures/.test(await a.do('mudlist')) && Date.now() < patience) await new Promise((next) => setTimeout(next, 20))
  t.match(a.seen, /Drip .*gave no figures/)
  t.ok(drops < 5_000, `after ${drops} pieces`)
  t.match(await w.do('eval MUDS_D->query_muds()["Faraway"]["figures"]["NAME"]'), /=> "Far\[31maway"/)
})

t.test('a shop, and what resets bring back', async (t) => {
  await a.do('n', 'e')
  t.match(await a.do('value knife'), /no such thing/)
  t.match(await a.do('buy sack'), /for 4 marks/)
  t.match(await a.do('buy lantern', 'buy lantern'), /for 8 marks/)
  t.match(await a.do('buy boots', 'buy torch'), /do not have so much|for \d marks?/)
  t.match(await a.do('put lantern in sack', 'look in sack'), /you see a lantern/)
  t.match(await a.do('sell sack'), /Empty it first/)
  t.match(await a.do('value lantern'), /4 marks/)
  t.match(await a.do('sell lantern'), /You sell a lantern for 4 marks/)
  t.match(await a.do('list'), /8 {2}a lantern\n[^]*8 {2}a lantern/, 'second hand')
  await a.do('w', 's')
  await a.do('get lantern', 'quit')
  const again = await login('arvo')
  t.match(await again.do('look in sack'), /you see a lantern/, 'a sack is kept with what is in it')
  t.notMatch(await again.do('look'), /lantern here/)
  await w.do('call here->reset()')
  t.match(await again.do('look'), /a lantern.* here/)
  await w.do('eval present("crier", here())->remove(); here()->reset()')
  t.match(await again.do('look'), /crier is here/)
  await again.do('quit')
})

t.test('clients with GMCP hear of things, health and people', async (t) => {
  const p = await game.create('gunnar')
  p.wire.info.gmcp = true
  p.events.gmcp('Core.Supports.Set', ['Char 1', 'Room 1', 'Comm.Channel 1'])
  await p.do('score')
  const status = gmcp(p, 'Char.Status').at(-1)
  t.match(status, { level: 1, money: 25, state: 'alive' })
  t.match(gmcp(p, 'Char.Vitals').at(-1), { hp: 40, maxhp: 40 })
  t.match((gmcp(p, 'Comm.Channel.List').at(-1) as { name: string }[]).map((c) => c.name), ['chat', 'newbie', 'trade'])
  const room = gmcp(p, 'Char.Items.List').at(-1) as { location: string; items: { name: string; attrib: string; id: string }[] }
  t.equal(room.location, 'room')
  const lantern = room.items.find((i) => i.name === 'a lantern')!
  t.match(lantern, { attrib: 't' })
  await p.do('get lantern')
  t.strictSame(gmcp(p, 'Char.Items.Remove').at(-1), { location: 'room', item: lantern })
  t.strictSame(gmcp(p, 'Char.Items.Add').at(-1), { location: 'inv', item: lantern })
  const q = await game.create('hilja')
  t.match(gmcp(p, 'Room.AddPlayer').at(-1), { name: 'Hilja' })
  await q.do('quit')
  t.equal(gmcp(p, 'Room.RemovePlayer').at(-1), 'Hilja')
  await p.do('up')
  t.equal(gmcp(p, 'Room.WrongDir').at(-1), 'up')
  await p.do('e', 'buy knife', 'wield knife', 'look', 'w', 'n', 'e', 'buy sack', 'put lantern in sack')
  const sack = (gmcp(p, 'Char.Items.Add') as { item: { id: string; name: string } }[]).findLast(({ item }) => item.name === 'a linen sack')!.item
  p.events.gmcp('Char.Items.Contents', sack.id)
  await p.do('w')
  t.match((gmcp(p, 'Char.Items.List') as { location: string }[]).find(({ location }) => location === `rep${sack.id}`), { items: [{ name: 'a lantern' }] })
  t.match(gmcp(p, 'Char.Items.Update').at(-1), { location: 'inv', item: { name: 'a fillet knife', attrib: 'lt' } })
  t.match(gmcp(p, 'Char.Status').at(-1), { money: 15 })
  for (const junk of [{ a: 1 }, [[]], 'x', 5, null, '__proto__', '\u001b[31m']) {
    for (const name of ['Char.Items.Contents', 'Comm.Channel.Enable', 'Comm.Channel.Players', 'Char.Items.Inv', 'Room.Players', 'Nonsense.Here']) p.events.gmcp(name, junk)
  }
  t.match(await p.do('score'), /Gunnar/, 'strange messages do nothing')
  t.notMatch(p.seen, /went wrong/)
  await p.do('quit')
})

t.test('limits end in a sentence', async (t) => {
  const p = await game.create('liisa')
  for (let n = 0; n < 50; n++) await p.do(`alias ${'abcdefghij'[n % 10]}${'abcde'[Math.floor(n / 10)]} look`)
  t.match(await p.do('alias one too many'), /aliases enough/)
  t.match(await p.do(`alias aa ${'x'.repeat(201)}`), /too long/)
  t.match(await p.do(`title ${'x'.repeat(41)}`), /At most 40/)
  await p.do('post Long')
  for (let n = 0; n < 100; n++) await p.do('y'.repeat(100))
  t.match(await p.do('.'), /at most 8000/)
  await p.do('post Endless')
  for (let n = 0; n < 100; n++) await p.do('z')
  t.match(await p.do('z'), /pin it to the board/, 'a hundred lines are a text')
  for (let n = 0; n < 10; n++) await p.do(`mail to wizard ${n}`, 'x', '.')
  t.match(await p.do('mail to wizard more', 'x', '.'), /unread letters of yours/)
  for (const line of ['drop -5 marks', 'drop 0 marks', 'drop 99999999999999999999 marks', 'give -1 marks to wizard']) t.match(await p.do(line), /not have so many/, line)
  t.match(await p.do('i'), /25 marks/)
  await p.do('unpost 1', 'quit')
})

t.test('what a player types reaches others as words only', async (t) => {
  const p = await game.create('mallory')
  const hostile = '\u001b[2J\u009b31m%^RED%^<send href="quit">x</send>\u202eabc\u0007\u200b" + shutdown(0) + "'
  const words = '[2J31m%^RED%^<send href="quit">x</send>abc" + shutdown(0) + "'
  const saw = (text: string) => {
    // Long lines are broken between words.
    t.ok(w.seen.replace(/\n/g, ' ').includes(text), text)
    t.notMatch(w.seen, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u200b]/)
    w.seen = ''
  }
  w.seen = ''
  await p.do(`say ${hostile}`)
  saw(`Mallory says: ${words}`)
  await p.do(`emote ${hostile}`)
  saw(`Mallory ${words}`)
  await p.do(`shout ${hostile}`)
  saw(`Mallory shouts: ${words}`)
  await p.do(`tell wizard ${hostile}`)
  saw(`Mallory tells you: ${words}`)
  await p.do(`chat ${hostile}`)
  saw(`[Chat] Mallory: ${words}`)
  await p.do(`title ${hostile.slice(0, 20)}`)
  await w.do('who')
  saw('Mallory')
  await p.do(`post ${hostile.slice(0, 30)}`, hostile, '.')
  const board = await w.do('read board')
  saw('[2J31m')
  await w.do(`read ${/^ *(\d+) +Mallory/m.exec(board)![1]}`)
  saw(words)
  await p.do(`mail to wizard ${hostile.slice(0, 40)}`, hostile, '.')
  await w.do('mail 11')
  saw(words)
  await p.do(`bug ${hostile}`)
  await p.do('quit')
})
