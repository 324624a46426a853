/** The web terminal in a real browser, on a phone's width. Skipped where no Chromium is installed. */
import t from 'tap'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { listenWeb } from '../../driver/net/websocket/listen.js'
import { findChromium, Page } from './chromium.js'
import { Logs, World } from './kit.js'

const WEB = fileURLToPath(new URL('../../web/', import.meta.url))
const chromium = findChromium()

/** A fixed port, for the game to come back on: uWebSockets.js sets SO_REUSEADDR only for those. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

t.test('the web terminal', { skip: chromium === null ? 'no Chromium installed' : false, timeout: 200_000 }, async (t) => {
  const world = new World()
  const port = await freePort()
  let server = await listenWeb({ host: '127.0.0.1', port, accept: world.accept, log: new Logs(), staticDir: WEB })
  const page = await Page.open(chromium ?? '', `http://127.0.0.1:${port}/`, 390, 844)
  t.teardown(async () => {
    await page.close()
    await server.close()
  })
  const log = 'document.getElementById("log").innerText'
  const shown = (id: string): string => `getComputedStyle(document.getElementById("${id}")).display !== "none"`

  await page.until(`${log}.includes("Welcome.")`)
  await page.until('document.querySelector(".xterm-rows").innerText.includes("Welcome.")')
  await world.until(() => world.windows.length > 0 && world.wire.info.client === 'Hauki Web 0.1.0')
  t.ok(world.wire.info.cols >= 40 && world.wire.info.cols <= 50, `${world.wire.info.cols} columns at 390 pixels`)
  t.equal(await page.value('document.documentElement.scrollWidth <= 390'), true, 'nothing sticks out')
  t.equal(await page.value('document.activeElement.id'), 'input', 'ready to type')

  await page.type('look')
  await page.key('Enter')
  await page.until(`${log}.includes("You said: look")`)
  await page.key('Enter')
  await world.until(() => world.lines.length === 2)
  t.same(world.lines, ['look', ''], 'an empty line is sent, too')

  await page.type('one\ntwo\nthree')
  t.equal(await page.value('document.getElementById("input").rows'), 3)
  await page.key('Enter')
  await world.until(() => world.lines.length === 5)
  t.same(world.lines.slice(2), ['one', 'two', 'three'])

  await page.type('draft')
  await page.key('ArrowUp')
  t.equal(await page.value('document.getElementById("input").value'), 'one\ntwo\nthree')
  await page.key('Escape')
  await page.key('ArrowUp')
  t.equal(await page.value('document.getElementById("input").value'), 'look')
  await page.key('Escape')
  await page.key('c', 2)
  await world.until(() => world.interrupts === 1)

  await page.type('pw')
  await page.key('Enter')
  await page.until(shown('password'))
  t.equal(await page.value('document.activeElement.id'), 'password')
  await page.type('s3cret')
  await page.key('Enter')
  await page.until(`${shown('input')} && document.activeElement.id === "input"`)
  await world.until(() => world.lines.at(-1) === 's3cret')
  t.equal(await page.value('document.getElementById("password").value'), '')
  await page.key('ArrowUp')
  t.equal(await page.value('document.getElementById("input").value'), 'pw', 'no password in the history')
  await page.key('Escape')

  world.wire.write('<img src=x onerror="document.title=1"> \x1b[31mred\x1b[0m\n')
  await page.until(`${log}.includes('<img src=x onerror="document.title=1"> red')`)
  t.equal(await page.value('document.querySelectorAll("#log img, .xterm img").length'), 0, 'what players write is text')

  t.equal(world.wire.info.links, 'osc8', 'it has said that it knows links')
  const asked = world.lines.length
  const link = (uri: string, label: string): string => `\x1b]8;;${uri}\x1b\\${label}\x1b]8;;\x1b\\`
  const dead = ['javascript:document.title=2', 'send:a%0ab', 'send:%E0%A4%A', 'file:///etc/passwd', 'data:text/html,x']
  for (const [n, uri] of [...dead, 'send:look%20north'].entries()) {
    world.wire.write(`\x1b[2J\x1b[H${link(uri, `click_me_${n}`)}\n`)
    const span = `[...document.querySelectorAll('.xterm-rows span')].find((e) => e.innerText.includes('click_me_${n}'))`
    await page.until(`${span} !== undefined`)
    await page.value(`${span}.id = 'link${n}'`)
    await page.click(`#link${n}`)
  }
  await world.until(() => world.lines.length > asked)
  t.same(world.lines.slice(asked), ['look north'], 'a click on a link sends its line; links to anything else are dead')
  t.equal(await page.value('document.title === "2"'), false)

  await page.value('document.getElementById("view").click()')
  await world.until(() => world.wire.info.screenReader || world.windows.length > 50)
  t.equal(world.wire.info.screenReader, true, 'the plain view is told to the game')
  t.equal(await page.value('getComputedStyle(document.getElementById("log")).clipPath'), 'none')

  t.comment('a reload: the session goes on, and the page is as it was')
  const [game] = world.wires
  const said = world.closed.length
  game.gmcp('Room.Info', { num: 'a', name: 'A room', exits: { east: 'b' } })
  game.gmcp('Room.Info', { num: 'b', name: 'Another', exits: { west: 'a' } })
  game.gmcp('Comm.Channel.Text', { channel: 'chat', talker: 'Ann', text: 'hello all' })
  await page.type('before')
  await page.key('Enter')
  await page.until(`${log}.includes("You said: before")`)
  const reload = (): Promise<unknown> => page.value('window.old = true, location.reload()')
  await reload()
  await page.until(`window.old === undefined && ${log}.includes("You said: before")`)
  await page.until('document.getElementById("said").innerText.includes("[chat] Ann hello all")')
  t.equal(await page.value('document.querySelectorAll("#map rect").length'), 2, 'the map is there')
  t.equal(await page.value('document.body.classList.contains("plain")'), true, 'and the view')
  t.same(world.closed.slice(said), ['resumed another session'], 'nobody has left the game')
  t.equal(await page.value('sessionStorage.length'), 0, 'the token lies nowhere while it is in use')
  game.write('still you\n')
  await page.until(`${log}.includes("still you")`)
  await reload()
  await page.until(`window.old === undefined && ${log}.includes("still you")`)

  t.comment('a tab that is duplicated is somebody else')
  const url = `http://127.0.0.1:${port}/`
  const copy = await page.duplicate(url)
  await copy(`${log}.includes("Welcome.") && !${log}.includes("before")`)
  game.write('for the first tab\n')
  await page.until(`${log}.includes("for the first tab")`)
  await page.goTo('about:blank')
  await page.until('location.href === "about:blank"')
  const first = await page.duplicate(url)
  await first(`${log}.includes("for the first tab")`)
  await page.goTo(url)
  await page.until(`${log}.includes("Welcome.") && document.getElementById("status").textContent === "Connected"`)
  t.equal(await page.value(`${log}.includes("first tab")`), false, 'of two with one token, the second is a new one')
  game.write('for him who came first\n')
  await first(`${log}.includes("for him who came first")`)

  t.comment('who has quit is gone')
  const resumed = world.closed.length
  await page.type('quit')
  await page.key('Enter')
  await page.until('!document.getElementById("reconnect").hidden')
  await reload()
  await page.until(`window.old === undefined && ${log}.includes("Welcome.") && document.getElementById("reconnect").hidden`)
  t.equal(world.closed.length, resumed, 'and nobody has tried to come back')

  await server.close()
  await page.until('!document.getElementById("reconnect").hidden')
  t.match(await page.value('document.getElementById("status").textContent'), /Disconnected: shutting down/)
  server = await listenWeb({ host: '127.0.0.1', port, accept: world.accept, log: new Logs(), staticDir: WEB })
  await page.value('document.getElementById("reconnect").click()')
  await page.until('document.getElementById("status").textContent === "Connected"')
  await page.type('again')
  await page.key('Enter')
  await world.until(() => world.lines.at(-1) === 'again')
  t.same(page.complaints, [], 'no error, and nothing the security policy forbids')
})
