/** Copyover: `shutdown --reexec` and SIGUSR2 change the process under live sockets. */
import t from 'tap'
import { connect, type Socket } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect as tlsConnect } from 'node:tls'
import { createInflate } from 'node:zlib'
import { TEST_CERT, TEST_KEY } from '../net/certificate.js'
import { Place, PASSWORD } from './kit.js'
import { IAC, SB, SE, Telnet, Web, WILL, WONT, DO, DONT } from './players.js'

const MCCP2 = 86
const BEGIN = Buffer.from([IAC, SB, MCCP2, IAC, SE])

/** A client whose output is compressed from its first moment. */
class Packed {
  private bytes = Buffer.alloc(0)
  private zlib = createInflate()
  inflated = ''
  readonly ended: Promise<void>

  private constructor(readonly socket: Socket) {
    this.ended = new Promise((done) => this.zlib.once('end', () => done()))
    this.zlib.on('data', (d: Buffer) => { this.inflated += d.toString('latin1') })
    let begun = 0
    socket.on('error', () => {})
    socket.on('data', (d: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, d])
      const at = begun || this.bytes.indexOf(BEGIN) + BEGIN.length
      if (at < BEGIN.length) return
      this.zlib.write(this.bytes.subarray(at))
      begun = this.bytes.length
    })
    socket.write(Buffer.from([IAC, DO, MCCP2]))
  }

  static open(port: number): Promise<Packed> {
    return new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => done(new Packed(socket)))
    })
  }

  /** What came behind the end of the compressed stream. */
  after(): Buffer {
    return this.bytes.subarray(this.bytes.indexOf(BEGIN) + BEGIN.length + this.zlib.bytesWritten)
  }
}

const place = new Place(t)
const [key, cert] = [join(place.dir, 'key.pem'), join(place.dir, 'cert.pem')]
writeFileSync(key, TEST_KEY)
writeFileSync(cert, TEST_CERT)
const program = await place.start('--telnet-tls-port', '0', '--telnet-tls-key', key, '--telnet-tls-cert', cert)
const secure = (): Promise<Telnet> => {
  const port = Number(program.out.match(/telnets 127\.0\.0\.1 (\d+)/g)!.at(-1)!.split(' ').at(-1))
  const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  return new Promise((done, fail) => socket.once('error', fail).once('secureConnect', () => done(Telnet.over(socket))))
}
const wizard = await Telnet.open(program.telnetPort)
await wizard.login('wizard', program.password('wizard'))

t.test('shutdown --reexec keeps everybody where they stood', { timeout: 200_000 }, async (t) => {
  const walker = await program.player('walker')
  const stranger = await Telnet.open(program.telnetPort)
  await stranger.expect(/By what name/)
  const web = await Web.open(program.webPort, 'gmcp.mudstandards.org')
  web.gmcp('Core.Supports.Set', ['Core 1', 'Session 1'])
  await web.expect(/By what name/)
  await web.ask('webster', /Shall that be you/)
  await web.ask('y', /Choose a password: /)
  await web.ask(PASSWORD, /Once more: /)
  await web.ask(PASSWORD, /Welcome/)

  const packed = await Packed.open(program.telnetPort)
  const sealed = await secure()
  await sealed.login('sealed', PASSWORD)
  await sealed.ask('south', /> /)
  await sealed.ask('set prompt off', /./)

  await wizard.ask('goto /std/void', /> /)
  await walker.ask('south', /> /)
  walker.socket.write('say half a li')
  wizard.send('shutdown --reexec in 1 a test')
  await walker.expect(/Wizard makes the world anew in 1s: a test/)
  for (const who of [wizard, walker]) await who.expect(/The world is new; you stand where you stood/)
  await stranger.expect(/By what name/)
  t.equal(program.status, null, 'the process that was started is there still')

  t.match(await walker.ask('ne', /half a line/), /You say/, 'the line that was begun goes on')
  t.match(await walker.ask('look', /> /), /harbour/i, 'the walker is where it was')
  await sealed.closed()
  t.match(sealed.text, /encrypted and cannot be carried over[^]*Connect again/, 'who comes by TLS is told, and closed')
  t.match(await walker.ask('look', /statue/), /Sealed \(a lifeless statue\) is here/, 'its body waits')
  await program.until(() => program.out.match(/telnets 127\.0\.0\.1 \d+\n/g)?.length === 2, 'the second start, and its TLS port')
  const again = await secure()
  await again.expect(/By what name/)
  await again.ask('sealed', /Password: /)
  t.match(await again.ask(PASSWORD, /You are back in your body[^]*arbour/), /back in your body/, 'and is taken over')
  again.close()
  t.match(await wizard.ask('eval file_name(environment(this_player()))', /=> .*\n/), /"\/std\/void/)
  t.match(await stranger.ask('stranger', /\?/), /Shall that be you/, 'who was at the login is there again')
  await packed.ended
  t.match(packed.inflated, /The game restarts; you stay connected/)
  t.ok(packed.inflated.includes(Buffer.from([IAC, WONT, MCCP2]).toString('latin1')), 'compression ended by the rules')
  packed.socket.write(Buffer.from([IAC, DONT, MCCP2]))
  await program.until(() => packed.after().includes(Buffer.from([IAC, WILL, MCCP2])), 'compression to be offered again')
  t.match(packed.after().toString('latin1'), /By what name/)

  const [, given] = web.messages.find(([name]) => name === 'Session.Token')!
  await web.closed()
  const back = await Web.open(program.webPort, 'gmcp.mudstandards.org')
  back.gmcp('Session.Resume', { token: (given as { token: string }).token, frame: 0 })
  await back.expect(/The world is new/)
  const answer = back.messages.find(([name]) => name === 'Session.Resumed')
  t.ok(answer, 'a browser comes back by its token')
  t.match(await back.ask('say hello', /You say.*\n/), /hello/)
  back.close()
  packed.socket.destroy()
  for (const p of [walker, stranger]) p.close()
})

t.test('a second time, by a signal: the next process is no child of the last', { timeout: 200_000 }, async (t) => {
  const [last] = place.processes().filter((pid) => pid !== program.pid)
  t.ok(last)
  await program.until(() => program.out.match(/Hauki is up/g)?.length === 2, 'the second start')
  program.process.kill('SIGUSR2')
  await wizard.expect(/The world is new/)
  t.match(await wizard.ask('eval 6 * 7', /=> .*\n/), /42/)
  await program.until(() => program.out.match(/Hauki is up/g)?.length === 3, 'the third start')
  const late = await program.player('latecomer')
  late.close()
  wizard.send('quit')
  await wizard.closed()
  t.equal(await program.stop(), 0, 'Ctrl-C ends the one that runs, and then the first')
})
