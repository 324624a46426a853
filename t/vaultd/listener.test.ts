import t from 'tap'
import { connect, type Socket } from 'node:net'
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import { once } from 'node:events'
import { addressComes, addressOf, insideOf, Listeners } from '../../vaultd/listener.js'
import { SILENT } from '../../vaultd/log.js'
import { allowed, until } from './base.js'

const ip = (address: string, cidr: string, family: 'IPv4' | 'IPv6' = 'IPv4') => [{ address, cidr, family, netmask: '', mac: '', internal: false }] as NetworkInterfaceInfo[]

t.test('the address of one named interface, or none', async (t) => {
  t.equal(addressOf('lo').address, '127.0.0.1')
  t.throws(() => addressOf('nope0'), { code: 'INTERFACE', message: /no interface "nope0".*node\.interface/ })
  t.throws(() => addressOf('x', { x: ip('0.0.0.0', '0.0.0.0/0') }), { code: 'INTERFACE' }, 'a wildcard is no address')
  t.throws(() => addressOf('x', { x: ip('fe80::1', 'fe80::1/64', 'IPv6') }), { code: 'INTERFACE' }, 'nor is a link-local one')
  t.throws(() => addressOf('x', { x: ip('::ffff:10.0.0.1', '::ffff:10.0.0.1/128', 'IPv6') }), { code: 'INTERFACE' })
  t.throws(() => addressOf('x', { x: [] }), { code: 'INTERFACE' })
})

t.test('an interface that is there is waited for, one that is not is not', async (t) => {
  let looks = 0
  const late = (): ReturnType<typeof networkInterfaces> => (++looks < 3 ? {} : { lo: ip('127.0.0.1', '127.0.0.1/8') })
  t.equal((await addressComes('lo', SILENT, late)).address, '127.0.0.1')
  t.equal(looks, 3)
  looks = 0
  await t.rejects(addressComes('nope0', SILENT, late), { code: 'INTERFACE' })
  t.equal(looks, 1)
})

t.test('inside the network of the interface', async (t) => {
  const inside = insideOf({ interface: 'vpn0', address: '10.77.0.1', cidr: '10.77.0.1/24' })
  t.same(['10.77.0.2', '10.77.0.255', '10.77.1.1', '127.0.0.1', '::1', '', 'x'].map(inside), [true, true, false, false, false, false, false])
})

t.test('listens on that address only, on a random port', async (t) => {
  const l = new Listeners('lo', SILENT)
  const got: Socket[] = []
  const a = await l.open((s) => got.push(s), () => {})
  const b = await l.open((s) => got.push(s), () => {})
  t.equal(a.host, '127.0.0.1')
  t.not(a.port, b.port)
  const c = connect(a.port, '127.0.0.1')
  await once(c, 'connect')
  t.ok(await until(() => got.length === 1))
  // 127.0.0.2 is this machine too, but not the address.
  const d = connect(a.port, '127.0.0.2')
  const [e] = await once(d, 'error') as [NodeJS.ErrnoException]
  t.equal(e.code, 'ECONNREFUSED')
  a.close()
  const f = connect(a.port, '127.0.0.1')
  await once(f, 'error')
  for (const s of [c, ...got]) s.destroy()
  l.close()
})

t.test('the system cannot be asked for its interfaces (no descriptors left): nobody is hung up on', async (t) => {
  let asked = 0
  let fails = false
  const warnings: string[] = []
  const l = new Listeners('lo', { ...SILENT, warn: (_f, text) => void warnings.push(text) }, () => {
    if (!fails) return networkInterfaces()
    asked++
    throw new RangeError('uv_interface_addresses returned EMFILE')
  })
  let vanished = 0
  const a = await l.open(() => {}, () => { vanished++ })
  fails = true
  t.ok(await until(() => asked > 1))
  t.equal(vanished, 0)
  t.ok(l.up)
  t.equal(warnings.length, 1, 'said once')
  const c = connect(a.port, a.host)
  await once(c, 'connect')
  c.destroy()
  a.close()
  l.close()
})

t.test('the interface loses its address: closed within a second, back on the same port when it returns', async (t) => {
  let there = true
  const l = new Listeners('lo', SILENT, () => (there ? networkInterfaces() : {}))
  let vanished = 0
  const got: Socket[] = []
  const a = await l.open((s) => got.push(s), () => { vanished++ })
  const from = performance.now()
  there = false
  t.ok(await until(() => vanished === 1))
  const ms = performance.now() - from
  t.ok(ms < await allowed(1_500), `${ms.toFixed(0)} ms`)
  const refused = connect(a.port, a.host)
  await once(refused, 'error')
  await t.rejects(l.open(() => {}, () => {}), { code: 'INTERFACE' }, 'nothing opens meanwhile')
  there = true
  t.ok(await until(() => l.up))
  const c = connect(a.port, a.host)
  await once(c, 'connect')
  c.destroy()
  for (const s of got) s.destroy()
  l.close()
})

t.test('a remote address outside the network is refused', async (t) => {
  // The interface says that its network is one address; the connection comes from another of the same machine.
  const l = new Listeners('v', SILENT, () => ({ v: ip('127.0.0.1', '127.0.0.1/32') }))
  const got: Socket[] = []
  const a = await l.open((s) => got.push(s), () => {})
  const c = connect({ port: a.port, host: a.host, localAddress: '127.0.0.9' })
  c.on('error', () => {})
  await once(c, 'close')
  t.equal(l.refused, 1)
  t.equal(got.length, 0)
  l.close()
})
