/** Why a sentence was not understood, and master->parser_error_message() to say it. */
import type { Fiber } from '../../driver/vm/fiber.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { live, type Value } from '../../driver/vm/values.js'
import { askMaster } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { NOTHING, safely } from './registry.js'
import type { Indices, Meaning, Scope } from './scope.js'

/** Numbers of `<parser_error.h>`. */
const NUMBERS = { isNot: 1, notLiving: 2, notAccessible: 3, ambiguous: 4, ordinal: 5, text: 6, thereIsNo: 7, badMultiple: 8 } as const

export type ParseError =
  | { readonly kind: 'isNot' | 'notLiving' | 'notAccessible'; readonly noun: Meaning }
  | { readonly kind: 'ambiguous'; readonly objects: Indices }
  | { readonly kind: 'ordinal'; readonly found: number }
  | { readonly kind: 'text' | 'thereIsNo'; readonly text: string }
  | { readonly kind: 'badMultiple' }

/** What master says of an error (0 when it says nothing); `ob` is the object it is about. */
export function explain(F: Fiber, scope: Scope | null, e: ParseError, ob: LpcObject | null): Value {
  const more = (): Value[] => {
    switch (e.kind) {
      case 'isNot': case 'notLiving': case 'notAccessible': return [e.noun.word, e.noun.noun.size === 1 ? 0 : 1]
      case 'ambiguous': return [objectsOf(scope, e.objects)]
      case 'ordinal': return [e.found]
      case 'text': case 'thereIsNo': return [e.text]
      case 'badMultiple': return []
    }
  }
  const args = [NUMBERS[e.kind], ob && !ob.destructed ? ob : undefined, ...more()]
  const world = worldOf(F)
  const r = safely(F, () => askMaster(world, F, 'parser_error_message', args))
  return r === NOTHING ? 0 : r
}

export function objectsOf(scope: Scope | null, indices: Indices): Value[] {
  return scope ? [...indices].sort((a, b) => a - b).map((i) => live(scope.objects[i])) : []
}
