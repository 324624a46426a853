/** The browser client against the whole program, by the keyboard alone: panel, wizards' tabs, resume, a phone's width. */
import t from 'tap'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, Page } from '../net/chromium.js'
import { Place } from './kit.js'

t.setTimeout(150_000)
const chromium = findChromium()
const skip = chromium === null ? 'no Chromium installed' : false

t.test('the browser client', { skip, timeout: 200_000 }, async (t) => {
  const program = await new Place(t).start()
  const page = await Page.open(chromium ?? '', `http://127.0.0.1:${program.webPort}/`, 1280, 800)
  t.teardown(async () => {
    if (!t.passing()) await shoot('failed')
    await page.close()
  })
  const log = 'document.getElementById("log").innerText'
  const visible = (selector: string): string => `(document.querySelector(${JSON.stringify(selector)})?.getClientRects().length ?? 0) > 0`
  const type = async (line: string): Promise<void> => {
    await page.type(line)
    await page.key('Enter')
  }
  /** For whoever wants to look: HAUKI_SCREENSHOTS names a folder. */
  const shoot = async (name: string): Promise<void> => {
    const dir = process.env.HAUKI_SCREENSHOTS
    if (dir === undefined) return
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, `${name}.png`), await page.screenshot())
  }

  await page.until(`${log}.includes("By what name")`)
  t.equal(await page.value(visible('#tabs')), false, 'no tools at the login')
  await type('wizard')
  await page.until(visible('#password'))
  await type(program.password('wizard'))
  await page.until(`${log}.includes("Welcome")`)

  t.comment('the side panel')
  await page.until('document.getElementById("room").textContent !== "Nowhere yet"')
  await page.until('document.querySelectorAll("#map rect").length > 0 && document.querySelectorAll("#exits button").length > 0')
  await page.until('document.querySelector("#vitals meter") !== null')
  const room = await page.value('document.getElementById("room").textContent')
  await page.tabTo('#exits button')
  await page.key('Enter')
  await page.until(`document.getElementById("room").textContent !== ${JSON.stringify(room)} && document.querySelectorAll("#map rect").length > 1`)
  await page.until('[...document.querySelectorAll("#who li")].some((li) => li.textContent === "Wizard")')
  const here = await page.value('document.getElementById("room").textContent')
  await page.tabTo('#input')
  await type('look')
  await page.until(visible('#tabs'))
  await shoot('game')

  t.comment('files: an error while typing, completion, saving compiles')
  await page.tabTo('#tab-game', true)
  await page.key('ArrowRight')
  await page.until('document.querySelector(".crumbs button") !== null')
  t.match(await page.value('document.querySelector(".crumbs").textContent'), /players\/wizard/)
  await page.tabTo('.newfile input')
  await type('web.c')
  await page.until('document.activeElement?.classList.contains("cm-content")')
  await page.type('int three() {\n  return 3\n}\nstring *words(string s) { return expl')
  await page.until('document.querySelector(".cm-tooltip-autocomplete")?.textContent.includes("explode") === true')
  // The editor takes no key for the list that it has just opened.
  await page.value('new Promise((done) => setTimeout(done, 100))')
  await page.key('Enter')
  await page.until('document.querySelector(".cm-content").textContent.includes("return explode")')
  await page.type('(s, " "); }\n')
  await page.until('document.querySelector(".cm-lint-marker-error") !== null')
  await shoot('files')
  await page.key('s', 2)
  await page.until('/saved, 1 error/.test(document.querySelector(".title").textContent)')
  await page.key('a', 2)
  await page.type('int three() { return 3; }\n')
  await page.until('document.querySelector(".cm-lint-marker-error") === null')
  await page.key('s', 2)
  await page.until('/saved, compiles/.test(document.querySelector(".title").textContent)')

  t.comment('a reload: the same tab with the same file, and the game behind it')
  await page.value('location.reload()')
  await page.until('/web\\.c$/.test(document.querySelector("#view-files .title")?.textContent ?? "") && document.querySelector(".cm-content").textContent.includes("three")')
  await page.until(`document.getElementById("room").textContent === ${JSON.stringify(here)} && document.querySelectorAll("#map rect").length > 1 && document.querySelector("#vitals meter") !== null`)

  t.comment('errors')
  await page.key('m', 2)
  await page.tabTo('#tab-files', true)
  await page.key('ArrowRight')
  await page.until('/None|\\d/.test(document.querySelector("#view-errors output").textContent)')

  t.comment('profile')
  await page.key('ArrowRight')
  await page.tabTo('#view-profile button')
  await page.key('Enter')
  await page.until('/Measur/.test(document.querySelector("#view-profile output").textContent)')
  await page.key('Tab')
  await page.key('Enter')
  await page.until('document.querySelector("#view-profile table") !== null')

  t.comment('swarm: a worker from its clone to its end')
  await page.tabTo('#tab-profile', true)
  await page.key('ArrowLeft')
  await page.key('ArrowLeft')
  await page.key('ArrowLeft')
  await page.tabTo('#input')
  await type('eval object w = clone_distributed("gem-pointer://wiki/workers/word_count"); return w->count("to be or not to be");')
  await page.until(`${log}.includes("=> ")`)
  await page.tabTo('#tab-game', true)
  for (let i = 0; i < 4; i++) await page.key('ArrowRight')
  await page.until('document.querySelectorAll("#view-swarm canvas").length === 6')
  await page.until('document.querySelector("[data-worker]") !== null')
  await page.tabTo('[data-worker]')
  await page.key('Enter')
  await page.until('/count/.test(document.querySelector(".worker .source")?.textContent ?? "")')
  await page.until('/written nothing/.test(document.querySelector(".worker .log").textContent)')
  await page.tabTo('.worker button + button')
  await page.key('Enter')
  await page.tabTo('#tab-swarm', true)
  for (let i = 0; i < 4; i++) await page.key('ArrowLeft')
  await page.tabTo('#input')
  await type('eval object w = clone_distributed("void go() { write(\\"going\\"); call_out(\\"boom\\", 0); } void boom() { error(\\"it broke\\"); }"); w->go(); return w;')
  await page.until(`/mesh\\/[^]*=> /.test(${log}) || ${log}.split("=> ").length > 2`)
  await page.tabTo('#tab-game', true)
  for (let i = 0; i < 4; i++) await page.key('ArrowRight')
  await page.until('document.querySelectorAll("[data-worker]").length === 2')
  await page.value('[...document.querySelectorAll("[data-worker]")].find((b) => b.closest("tr").textContent.includes("text")).click()')
  await page.until('/void go\\(\\)/.test(document.querySelector(".worker .source")?.textContent ?? "")')
  await page.until('/going[^]*error: \\*it broke\\n[^]*boom\\(\\) at/.test(document.querySelector(".worker .log").textContent)')
  await shoot('swarm')
  await page.until('document.activeElement?.textContent === "End it"')
  await page.key('Enter')
  await page.key('Enter')
  await page.until('document.querySelectorAll("[data-worker]").length === 1')
  await page.until('/ended/.test(document.querySelector(".worker output").textContent)')

  t.comment('a new driver under the page: it comes back where it was')
  await page.tabTo('#tab-swarm', true)
  for (let i = 0; i < 4; i++) await page.key('ArrowLeft')
  program.process.kill('SIGUSR2')
  await page.until(`${log}.includes("Back where you were") && ${log}.includes("The world is new")`)
  await page.tabTo('#input')
  await type('say still here')
  await page.until(`${log}.includes("You say: still here")`)

  t.comment('a phone')
  await page.resize(390, 844)
  await page.until(`!(${visible('#panel')}) && ${visible('#dock')}`)
  t.equal(await page.value('document.documentElement.scrollWidth <= 390'), true, 'nothing sticks out')
  await shoot('phone')
  await page.tabTo('#dock', true)
  await page.key('Enter')
  await page.until(visible('#panel'))
  await shoot('phone-panel')
  await page.key('Enter')
  for (const [tab, steps] of [['files', 1], ['errors', 1], ['profile', 1], ['swarm', 1]] as const) {
    await page.tabTo('#tabs [aria-selected=true]')
    for (let i = 0; i < steps; i++) await page.key('ArrowRight')
    await page.until(visible(`#view-${tab}`))
    t.equal(await page.value('document.documentElement.scrollWidth <= 390'), true, `${tab}: nothing sticks out`)
    await shoot(`phone-${tab}`)
  }
  t.same(page.complaints.filter((c) => !c.includes('WebSocket connection to')), [], 'no error, and nothing the security policy forbids')
})
