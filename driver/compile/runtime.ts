/** The names that emitted code uses: the whole surface between compiled LPC and the engine. */
import { aim, charAt, index, indexOrNothing, iterate, iteratePairs, member, memberOrNothing, range, setIndex, setItem, setMember, setPair, spread, textKind, withChar, withRange } from '../vm/access.js'
import { CallSite, callN, callNamed, callOther, callPiped, callSimul, invoke, invoke1, invoke2, leave, relink } from '../vm/calls.js'
import { asyncing, awaitValue } from '../vm/async.js'
import { Closure } from '../vm/closure.js'
import { deferring } from '../vm/defer.js'
import { LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import { Mapping } from '../vm/mapping.js'
import type { LpcObject } from '../vm/object.js'
import * as ops from '../vm/ops.js'
import type { Code, Segment } from '../vm/program.js'
import { Ref } from '../vm/ref.js'
import { LpcFrame } from '../vm/resume.js'
import { ClassInstance, Float, WAIT, live, truthy, type Result, type Value } from '../vm/values.js'

const { cut, bytesOf, add, addTo, sub, mul, div, mod, neg, inc, dec, and, or, xor, shl, shr, bnot, eq, lt, le, gt, ge, not, toF64, switchInt, switchString, switchValue, templateText, typed, checkSize } = ops

function mappingOf(F: Fiber, flat: Value[]): Mapping {
  const m = new Mapping()
  for (let i = 0; i < flat.length; i += 2) m.set(flat[i], flat[i + 1])
  checkSize(F, 'mapping', m.size, F.host.limits.mappingSize)
  F.charge(flat.length >> 3)
  return m
}

function joinText(F: Fiber, parts: string[]): string {
  const s = parts.join('')
  checkSize(F, 'string', s.length, F.host.limits.stringLength)
  return s
}

/** Float division; ints take div(). */
function divide(a: number, b: number): number {
  if (b === 0) throw new LpcError('Division by zero.', { code: 'DIVISION' })
  return a / b
}

/** A function that neither this program nor an efun has, called where nobody checks types. */
function undefinedFunction(name: string, ..._args: unknown[]): never {
  throw new LpcError(`Undefined function called: ${name}`, { code: 'NO_FUNCTION' })
}

function efunClosure(self: LpcObject, seg: Segment, fn: (F: Fiber, ...args: any[]) => Result, name: string, bound: Value[], most: number, ticks: number): Closure {
  // origin() and traces know it by its name.
  const pointedEfun: Code = (F, _self, _seg, ...args) => {
    if (args.length > most) throw new LpcError(`Too many arguments to efun ${name} in efun pointer.`, { code: 'BAD_ARGUMENT' })
    F.charge(ticks)
    return fn(F, ...args)
  }
  return new Closure('efun', self, seg, pointedEfun, bound, name)
}

function simulClosure(self: LpcObject, seg: Segment, name: string, bound: Value[]): Closure {
  const pointedSimul: Code = (F, _self, _seg, ...args) => callSimul(F, name, args)
  return new Closure('simul', self, seg, pointedSimul, bound, name)
}

function microseconds(): number {
  return Math.round(performance.now() * 1000)
}

export const RUNTIME = {
  WAIT, Float, Mapping, ClassInstance, Closure, Ref, LpcFrame, CallSite,
  cut, bytesOf, add, addTo, sub, mul, div, mod, neg, inc, dec, and, or, xor, shl, shr, bnot, eq, lt, le, gt, ge, not,
  toF64, divide, switchInt, switchString, switchValue, typed, templateText, joinText, mappingOf, live, truthy,
  aim, charAt, textKind, index, indexOrNothing, setIndex, withChar, range, withRange, member, memberOrNothing, setMember, setPair, setItem, iterate, iteratePairs, spread,
  callN, callNamed, callOther, callPiped, callSimul, invoke, invoke1, invoke2, leave, relink,
  efunClosure, simulClosure, undefinedFunction, microseconds, deferring, asyncing, awaitValue,
} as const
