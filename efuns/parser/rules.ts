/** Rules of verbs: `"OBJ in OBJ"` to tokens and back, and how much a rule weighs. */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { LpcObject } from '../../driver/vm/object.js'

/** Tokens of one rule; the choices of a parse grow with each. */
export const MAX_TOKENS = 9

export interface ObjectToken {
  readonly kind: 'object'
  /** Only what is alive: LIV, LVS, or the modifier l. */
  readonly living: boolean
  /** Seeing it is enough (v); else it must be within reach. */
  readonly visible: boolean
  /** Several at once: OBS, LVS, or the modifier p. */
  readonly plural: boolean
  /** Of several that fit, the first (c). */
  readonly choose: boolean
}
export type Token = ObjectToken | { readonly kind: 'str' } | { readonly kind: 'wrd' } | { readonly kind: 'literal'; readonly word: string }

export interface Rule {
  readonly tokens: readonly Token[]
  readonly weight: number
  readonly handler: LpcObject
  readonly text: string
  readonly literals: readonly string[]
  readonly hasObject: boolean
}

const OBJECTS: Readonly<Record<string, Pick<ObjectToken, 'living' | 'plural'>>> = {
  OBJ: { living: false, plural: false }, LIV: { living: true, plural: false }, OBS: { living: false, plural: true }, LVS: { living: true, plural: true },
}

function fault(text: string, code = BAD_ARGUMENT): LpcError {
  return new LpcError(`parse_add_rule: ${text}`, { code })
}

function token(word: string, literals: ReadonlySet<string>): Token {
  const m = /^([A-Z]{3})(?::(.+))?$/.exec(word)
  const object = m ? OBJECTS[m[1]] : undefined
  if (m && object) {
    const modifiers = m[2] ?? ''
    const strange = /[^lvpc]/.exec(modifiers)
    if (strange) throw fault(`Unknown modifier '${strange[0]}' in ${word.slice(0, 50)}.`)
    const has = (c: string): boolean => modifiers.includes(c)
    return { kind: 'object', living: object.living || has('l'), visible: has('v'), plural: object.plural || has('p'), choose: has('c') }
  }
  if (m && (m[1] === 'STR' || m[1] === 'WRD')) {
    if (m[2]) throw fault(`${m[1]} takes no modifiers.`)
    return { kind: m[1] === 'STR' ? 'str' : 'wrd' }
  }
  if (!literals.has(word)) throw fault(`Unknown token '${word.slice(0, 50)}': neither OBJ, LIV, OBS, LVS, STR or WRD nor in master's parse_command_prepos_list().`)
  return { kind: 'literal', word }
}

/** More certain rules weigh more: a living within reach more than any object, one object more than several. */
function weigh(t: Token): number {
  if (t.kind !== 'object') return 1
  return 2 + (t.living ? 1 : 0) + (t.visible ? 0 : 1) - (t.plural ? 1 : 0)
}

export function makeRule(text: string, literals: ReadonlySet<string>, handler: LpcObject): Rule {
  if (text.length > 1_000) throw fault('The rule is too long.', LIMIT)
  const tokens = text.split(' ').filter((w) => w !== '').map((w) => token(w, literals))
  if (tokens.length > MAX_TOKENS) throw fault(`Too many tokens (limit ${MAX_TOKENS}).`, LIMIT)
  const objects = tokens.filter((t): t is ObjectToken => t.kind === 'object')
  if (objects.length > 2) throw fault('A rule may have two object tokens at most.')
  if (objects.filter((t) => t.plural).length > 1) throw fault('A rule may have one plural token at most.')
  return {
    tokens,
    weight: tokens.reduce((n, t) => n + weigh(t), 1),
    handler,
    text: tokens.map(tokenName).join(' '),
    literals: tokens.flatMap((t) => (t.kind === 'literal' ? [t.word] : [])),
    hasObject: objects.length > 0,
  }
}

/** As rules are written, without modifiers: what verb_rule applies get. */
export function tokenName(t: Token): string {
  if (t.kind === 'literal') return t.word
  if (t.kind === 'object') return (t.living ? ['LIV', 'LVS'] : ['OBJ', 'OBS'])[t.plural ? 1 : 0]
  return t.kind.toUpperCase()
}
