/** link_text(): what each kind of client gets, and that no label and no target gets out of its place. */
import fc from 'fast-check'
import type { Links } from '../../driver/net/wire.js'
import { both, master, Mud } from './harness.js'

const ESC = '\u001b'

both('link_text() by client, and whatever goes in', async (t) => {
  const mud = await new Mud({
    '/master.c': master('object connect(int port) { return load_object("/player"); }'),
    '/player.c': 'void logon() { } string link(string label, string target) { return link_text(label, target, this_object()); } int wide(string s) { return 100 * strwidth(s) + strwidth(sprintf("%-8s|", s)); }',
  }).boot()
  const wire = mud.connect()
  await mud.clock.settle()
  const link = (links: Links, label: string, target: string): Promise<unknown> => {
    wire.info.links = links
    return mud.call('/player', 'link', label, target)
  }
  const osc8 = (uri: string, label: string): string => `${ESC}]8;;${uri}${ESC}\\${label}${ESC}]8;;${ESC}\\`
  t.equal(await link('', 'north', 'go north'), 'north')
  t.equal(await link('pages', 'north', 'go north'), 'north')
  t.equal(await link('osc8', 'north', 'say 50% é; x'), osc8('send:say%2050%25%20%C3%A9%3B%20x', 'north'))
  t.equal(await link('mslp', 'north', 'go north'), `${ESC}]68;1;SEND;go north\u0007${ESC}[4m${osc8('send:go%20north', 'north')}${ESC}[24m`)
  t.equal(await link('', 'rules', 'https://mud.example/r?a=b c'), 'rules <https://mud.example/r?a=b%20c>')
  t.equal(await link('pages', 'rules', 'https://mud.example/é'), osc8('https://mud.example/%C3%A9', 'rules'))
  t.equal(await link('osc8', 'x', 'https://bank.example@evil.example/'), 'x', 'a page with a user\'s name in front')
  t.equal(await link('osc8', 'x', 'javascript:alert(1)'), osc8('send:javascript%3Aalert(1)', 'x'), 'anything else is a line to send')
  t.equal(await link('osc8', 'x', 'http://'), 'x')
  t.equal(await link('osc8', 'x', 'a\nquit'), 'x')
  wire.info.screenReader = true
  t.equal(await link('osc8', 'north', 'go north'), 'north')
  wire.info.screenReader = false
  t.equal(await mud.call('/player', 'wide', osc8('send:a', 'three')), 509, 'widths are those of the label')
  await fc.assert(fc.asyncProperty(fc.constantFrom<Links>('pages', 'osc8', 'mslp'), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (links, label, target) => {
    const text = String(await link(links, label + ESC, `${target}`))
    const rest = text.replaceAll(/\u001b\]8;;[!-~]*\u001b\\|\u001b\]68;1;SEND;[^\p{Cc}]*\u0007\u001b\[4m|\u001b\[24m/gu, '')
    return !/\p{Cc}/u.test(rest)
  }), { numRuns: 300 })
  mud.close()
})
