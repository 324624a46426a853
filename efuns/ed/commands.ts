/**
 * The editor's commands, one function each, found by their letter.
 */
import type { Addresses } from './scan.js'
import { Scanner, takeAddress, takeAddresses, takePattern } from './scan.js'
import { EdFault } from './fault.js'
import { HELP } from './help.js'
import { indent } from './indent.js'
import type { Line } from './buffer.js'
import { count, type Session } from './session.js'
import { substitute, takeSubstitution } from './substitute.js'

type Command = (ed: Session, a: Addresses, s: Scanner, warned: boolean) => void

/** Runs one command line. `warned`: the command before was a `q` or `e` that was refused. */
export function runCommand(ed: Session, text: string, warned: boolean): void {
  const s = new Scanner(text.trimEnd())
  const a = takeAddresses(s, ed)
  s.blanks()
  if (s.done) return a.count > 0 ? go(ed, a.to) : next(ed)
  const name = s.take()
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null
  if (!command) throw new EdFault(`Unknown command: ${name} (h for help)`)
  command(ed, a, s, warned)
}

// ---- moving and showing ----------------------------------------------------------------------

function go(ed: Session, line: number): void {
  if (line < 1) throw new EdFault('There is no such line.')
  ed.buffer.current = line
  ed.say(ed.buffer.text(line))
}

/** An empty command: the next line. */
function next(ed: Session): void {
  if (ed.buffer.current >= ed.buffer.last) throw new EdFault(ed.buffer.last ? 'That was the last line.' : 'The text is empty.')
  go(ed, ed.buffer.current + 1)
}

function show(ed: Session, from: number, to: number, how: string): void {
  ed.charge(to - from + 1)
  for (let i = Math.max(1, from); i <= to; i++) {
    const text = ed.buffer.text(i)
    if (how === 'n') ed.say(`${String(i).padStart(4)}  ${text}`)
    else ed.say(how === 'l' ? visible(text) : text)
  }
}

function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\\$]/g, (c) => (c === '\t' ? '\\t' : c === '\\' || c === '$' ? `\\${c}` : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)) + '$'
}

function print(how: string): Command {
  return (ed, a, s) => {
    const suffix = s.accept('n') ? 'n' : s.accept('l') ? 'l' : s.accept('p') ? how : how
    finish(s)
    need(a)
    show(ed, a.from, a.to, suffix)
    ed.buffer.current = a.to
  }
}

const scroll: Command = (ed, a, s) => {
  const { buffer } = ed
  const kind = '.-+'.includes(s.peek()) && !s.done ? s.take() : '+'
  const size = s.number() || ed.options.scroll
  finish(s)
  const goesOn = kind === '+' && buffer.current === ed.scrolledTo
  const at = Math.max(1, a.count > 0 ? a.to : goesOn ? Math.min(buffer.current + 1, buffer.last) : buffer.current)
  const from = kind === '+' ? at : kind === '-' ? at - size + 1 : at - (size >> 1)
  const to = Math.min(buffer.last, Math.max(1, from) + size - 1)
  if (buffer.last === 0) throw new EdFault('The text is empty.')
  show(ed, Math.max(1, from), to, 'n')
  buffer.current = ed.scrolledTo = to
}

const number: Command = (ed, a, s) => {
  finish(s)
  ed.say(String(a.count > 0 ? a.to : ed.buffer.last))
}

const mark: Command = (ed, a, s) => {
  const name = s.take()
  if (!/^[a-z]$/.test(name)) throw new EdFault('A mark is a letter a to z.')
  finish(s)
  need(a)
  ed.buffer.mark(name, a.to)
}

// ---- changing --------------------------------------------------------------------------------

const append: Command = (ed, a, s) => {
  finish(s)
  ed.insertAt = a.to
}

const insert: Command = (ed, a, s) => {
  finish(s)
  ed.insertAt = Math.max(0, a.to - 1)
}

const change: Command = (ed, a, s) => {
  finish(s)
  if (ed.buffer.last === 0) return append(ed, a, s, false)
  need(a)
  ed.buffer.splice(a.from - 1, a.to - a.from + 1, [])
  ed.insertAt = a.from - 1
}

function remove(ed: Session, from: number, to: number): void {
  ed.buffer.splice(from - 1, to - from + 1, [])
  ed.buffer.current = Math.min(from, ed.buffer.last)
}

const del: Command = (ed, a, s) => {
  const how = takeShow(s)
  need(a)
  remove(ed, a.from, a.to)
  if (how && ed.buffer.last) show(ed, ed.buffer.current, ed.buffer.current, how)
}

const join: Command = (ed, a, s) => {
  finish(s)
  need(a)
  const to = a.count > 1 ? a.to : a.from + 1
  if (to > ed.buffer.last) throw new EdFault('There is no such line.')
  ed.buffer.splice(a.from - 1, to - a.from + 1, [ed.buffer.texts(a.from, to).join('')])
  ed.buffer.current = a.from
}

const move: Command = (ed, a, s) => {
  const target = destination(ed, s)
  need(a)
  if (target >= a.from && target < a.to) throw new EdFault('They cannot move into themselves.')
  if (target !== a.to) ed.buffer.move(a.from, a.to, target)
  else ed.buffer.current = a.to
}

const copy: Command = (ed, a, s) => {
  const target = destination(ed, s)
  need(a)
  const texts = ed.buffer.texts(a.from, a.to)
  ed.buffer.splice(target, 0, texts)
  ed.buffer.current = target + texts.length
}

function destination(ed: Session, s: Scanner): number {
  const target = takeAddress(s, ed)
  finish(s)
  if (target === null || target < 0 || target > ed.buffer.last) throw new EdFault('Where to?')
  return target
}

const subst: Command = (ed, a, s) => {
  const sub = (ed.substitution = takeSubstitution(s, ed, ed.substitution))
  need(a)
  let last = 0
  let to = a.to
  for (let i = a.from; i <= to; i++) {
    ed.charge(1)
    const texts = substitute(ed.buffer.text(i), sub, ed.charge)
    if (!texts) continue
    ed.buffer.splice(i - 1, 1, texts)
    i += texts.length - 1
    to += texts.length - 1
    last = i
  }
  if (last === 0) throw new EdFault('Nothing matched.')
  ed.buffer.current = last
  if (sub.show) show(ed, last, last, sub.show)
}

/** `g` and `v`: the lines are chosen first, then the command runs on each that is still there. */
function global(matching: boolean): Command {
  return (ed, a, s) => {
    if (a.count === 0) a = { count: 2, from: Math.min(1, ed.buffer.last), to: ed.buffer.last }
    const delimiter = s.take()
    if (delimiter === '' || /[\sa-zA-Z0-9\\]/.test(delimiter)) throw new EdFault('g/pattern/command')
    const pattern = takePattern(s, ed, delimiter)
    const command = s.rest().trim() || 'p'
    if (/^[^a-zA-Z]*[gvuaiceEfrwxqQ]/.test(command.replace(/\/.*?\/|\?.*?\?/g, ''))) throw new EdFault(`Not inside g: ${command}`)
    const chosen: Line[] = []
    for (let i = Math.max(1, a.from); i <= a.to; i++) {
      ed.charge(1)
      if ((pattern.exec(ed.buffer.text(i), 0, ed.charge) !== null) === matching) chosen.push(ed.buffer.line(i))
    }
    if (chosen.length === 0) throw new EdFault('Nothing matched.')
    let near = 1
    for (const line of chosen) {
      ed.charge(1 + (ed.buffer.last >> 6))
      const at = ed.buffer.find(line, near)
      if (at === 0) continue
      ed.buffer.current = at
      try {
        runCommand(ed, command, false)
      } catch (e) {
        // s on a chosen line that does not match is no news inside g.
        if (!(e instanceof EdFault && e.message === 'Nothing matched.')) throw e
      }
      near = ed.buffer.current + 1
    }
  }
}

const undo: Command = (ed, _a, s) => {
  finish(s)
  ed.buffer.undo()
}

const reindent: Command = (ed, a, s) => {
  finish(s)
  const [from, to] = a.count > 0 ? [a.from, a.to] : [1, ed.buffer.last]
  const old = ed.buffer.texts(1, to)
  ed.charge(old.length)
  // From the top, so that a range is indented as it stands in its function.
  const fresh = indent(old)
  let changed = 0
  for (let i = Math.max(1, from); i <= to; i++) {
    if (fresh[i - 1] === old[i - 1]) continue
    ed.buffer.splice(i - 1, 1, [fresh[i - 1]])
    changed++
  }
  ed.say(`${count(changed)} indented.`)
}

// ---- files and leaving -----------------------------------------------------------------------

function fileName(ed: Session, s: Scanner): string {
  if (!s.done && !/\s/.test(s.peek())) throw new EdFault(`Unknown command: ${s.text.slice(s.at - 1)}`)
  const name = s.rest().trim()
  if (name === '') {
    if (ed.file === '') throw new EdFault('Which file?')
    return ed.file
  }
  if (ed.options.restricted) throw new EdFault('Not in a restricted session.')
  return ed.files.absolute(name)
}

const write: Command = (ed, a, s) => {
  const quits = s.accept('q')
  const path = fileName(ed, s)
  const [from, to] = a.count > 0 ? [a.from, a.to] : [1, ed.buffer.last]
  ed.charge(Math.max(1, to - from))
  ed.files.write(path, ed.buffer.texts(from, to), false)
  if (a.count === 0) {
    ed.buffer.dirty = false
    if (ed.file === '') ed.file = path
  }
  ed.say(`${path}, ${count(ed.buffer.texts(from, to).length)} written.`)
  if (quits) leave(ed)
}

const writeQuit: Command = (ed, a, s) => {
  write(ed, a, s, false)
  leave(ed)
}

const quit: Command = (ed, _a, s, warned) => {
  if (s.accept('!')) return leave(ed)
  finish(s)
  if (ed.buffer.dirty && !warned) return warn(ed)
  leave(ed)
}

function warn(ed: Session): void {
  ed.warned = true
  throw new EdFault('Not written. w to write it, the same again to give it up.')
}

function leave(ed: Session): void {
  ed.ended = true
  ed.say('Done.')
}

function edit(force: boolean): Command {
  return (ed, _a, s, warned) => {
    if (ed.options.restricted) throw new EdFault('Not in a restricted session.')
    const path = fileName(ed, s)
    if (ed.buffer.dirty && !force && !warned) return warn(ed)
    ed.edit(path)
  }
}

const name: Command = (ed, _a, s) => {
  if (!s.done) ed.file = fileName(ed, s)
  ed.say(`${ed.file || 'No file'}${ed.buffer.dirty ? ', not written' : ''}, line ${ed.buffer.current} of ${ed.buffer.last}.`)
}

const read: Command = (ed, a, s) => {
  const path = fileName(ed, s)
  const lines = ed.files.read(path)
  if (!lines) throw new EdFault(`${path}: no such file.`)
  const at = a.count > 0 ? a.to : ed.buffer.last
  ed.charge(lines.length)
  ed.buffer.splice(at, 0, lines)
  ed.buffer.current = at + lines.length
  ed.say(`${path}, ${count(lines.length)}.`)
}

const help: Command = (ed) => ed.say(HELP.trimEnd())

// ---- shared ----------------------------------------------------------------------------------

/** The command is over: nothing may follow. */
function finish(s: Scanner): void {
  s.blanks()
  if (!s.done) throw new EdFault(`What is \`${s.rest()}\`?`)
}

/** The addressed lines must be there. */
function need(a: Addresses): void {
  if (a.from < 1) throw new EdFault(a.count > 0 ? 'There is no such line.' : 'The text is empty.')
}

function takeShow(s: Scanner): string {
  const how = 'pnl'.includes(s.peek()) && !s.done ? s.take() : ''
  finish(s)
  return how
}

const COMMANDS: Readonly<Record<string, Command>> = {
  a: append, i: insert, c: change, d: del, j: join, m: move, t: copy, s: subst,
  p: print('p'), n: print('n'), l: print('l'), z: scroll, '=': number, k: mark,
  g: global(true), v: global(false), u: undo, I: reindent,
  e: edit(false), E: edit(true), f: name, r: read, w: write, x: writeQuit, q: quit,
  Q: (ed, _a, s) => {
    finish(s)
    leave(ed)
  },
  h: help,
}
