/** Option negotiation against RFC 1143's own table, and two machines that must always agree in the end. */
import t from 'tap'
import fc from 'fast-check'
import { DEFAULT_NET_LIMITS } from '../../driver/net/limits.js'
import { GmcpSession } from '../../driver/net/gmcp.js'
import { DO, DONT, IAC, WILL, WONT } from '../../driver/net/telnet/codes.js'
import { TelnetLink } from '../../driver/net/telnet/link.js'
import type { WireInfo } from '../../driver/net/wire.js'

type State = 'NO' | 'YES' | 'WANTNO' | 'WANTNO+' | 'WANTYES' | 'WANTYES+'
type Event = 'yes' | 'no' | 'enable' | 'disable'
type Row = readonly [next: State, send: 'yes' | 'no' | null]

/** RFC 1143 section 7, for a side that agrees; `+` is the queue bit. yes/no: WILL/WONT or DO/DONT. */
const RFC: Record<State, Record<Event, Row>> = {
  'NO': { yes: ['YES', 'yes'], no: ['NO', null], enable: ['WANTYES', 'yes'], disable: ['NO', null] },
  'YES': { yes: ['YES', null], no: ['NO', 'no'], enable: ['YES', null], disable: ['WANTNO', 'no'] },
  'WANTNO': { yes: ['NO', null], no: ['NO', null], enable: ['WANTNO+', null], disable: ['WANTNO', null] },
  'WANTNO+': { yes: ['YES', null], no: ['WANTYES', 'yes'], enable: ['WANTNO+', null], disable: ['WANTNO', null] },
  'WANTYES': { yes: ['YES', null], no: ['NO', null], enable: ['WANTYES', null], disable: ['WANTYES+', null] },
  'WANTYES+': { yes: ['WANTNO', 'no'], no: ['NO', null], enable: ['WANTYES', null], disable: ['WANTYES+', null] },
}

/** An option nobody has a class for. */
const CODE = 150
const EVENTS = fc.array(fc.constantFrom<Event>('yes', 'no', 'enable', 'disable'), { maxLength: 40 })

class Side {
  readonly sent: number[][] = []
  readonly link: TelnetLink

  constructor() {
    const info: WireInfo = { kind: 'telnet', address: '', port: 0, client: '', terminal: '', cols: 80, rows: 24, utf8: true, screenReader: false, gmcp: false, links: '' }
    const events = { line() {}, interrupt() {}, gmcp() {}, window() {}, closed() {} }
    this.link = new TelnetLink({
      info, events, gmcpSession: new GmcpSession({ info, events, sendGmcp() {} }), mssp: () => ({}), allowSignal: () => true, compress() {}, protocolError() {},
      dataByte() {}, command() {}, negotiates() {}, marksKnown() {}, subnegotiationRunaway() {},
    }, (_kind, bytes) => this.sent.push([...bytes]), DEFAULT_NET_LIMITS, new Map())
  }

  take(): number[][] {
    return this.sent.splice(0)
  }
}

for (const remote of [false, true]) {
  t.test(`RFC 1143's table, ${remote ? 'their' : 'our'} side`, async () => {
    const command = { yes: remote ? DO : WILL, no: remote ? DONT : WONT }
    const heard = { yes: remote ? WILL : DO, no: remote ? WONT : DONT }
    fc.assert(fc.property(EVENTS, (events) => {
      const side = new Side()
      const option = side.link.getOption(CODE)
      const agreed = remote ? side.link.remoteOptions : side.link.localOptions
      let model: State = 'NO'
      for (const event of events) {
        agreed.add(CODE)
        const row: Row = RFC[model][event]
        const send = row[1]
        if (event === 'enable' || event === 'disable') {
          if (remote) option.askRemote(event === 'enable')
          else option.askLocal(event === 'enable')
        } else side.link.feed(Buffer.from([IAC, heard[event], CODE]))
        model = row[0]
        const state = remote ? option.him : option.us
        const queue = (remote ? option.himq : option.usq) === 'OPPOSITE' ? '+' : ''
        const expected = JSON.stringify(send === null ? [] : [[IAC, command[send], CODE]])
        if (`${state}${queue}` !== model || JSON.stringify(side.take()) !== expected) return false
      }
      return true
    }), { numRuns: 2_000 })
  })
}

t.test('two sides settle, agree, and stop talking', async () => {
  const act = fc.record({ who: fc.boolean(), remote: fc.boolean(), on: fc.boolean(), deliver: fc.nat({ max: 3 }) })
  fc.assert(fc.property(fc.array(act, { maxLength: 30 }), fc.boolean(), (acts, agrees) => {
    const sides = [new Side(), new Side()]
    if (agrees) {
      for (const { link } of sides) {
        link.localOptions.add(CODE)
        link.remoteOptions.add(CODE)
      }
    }
    const queues: number[][][] = [[], []]
    const deliver = (to: number): boolean => {
      queues[1 - to].push(...sides[1 - to].take())
      const message = queues[1 - to].shift()
      if (!message) return false
      sides[to].link.feed(Buffer.from(message))
      return true
    }
    for (const { who, remote, on, deliver: n } of acts) {
      const option = sides[who ? 1 : 0].link.getOption(CODE)
      if (remote) option.askRemote(on)
      else option.askLocal(on)
      for (let i = 0; i < n; i++) deliver(i & 1)
    }
    let messages = 0
    while (deliver(0) || deliver(1)) if (++messages > 500) return false
    const [a, b] = sides.map((side) => side.link.getOption(CODE))
    return a.us === b.him && b.us === a.him && [a.us, b.us].every((s) => s === 'YES' || s === 'NO')
  }), { numRuns: 2_000 })
})
