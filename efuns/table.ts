/**
 * The efun table: every family's declarations. A family joins by exporting
 * `export default [ … ] as Efun[]` from efuns/<family>/index.ts and by one line here.
 */
import { BugError } from '../driver/vm/errors.js'
import type { Efun } from './efun.js'
import { efunInfo, type EfunInfo } from './signature.js'
import arrays from './arrays/index.js'
import mappings from './mappings/index.js'
import math from './math/index.js'
import regexp from './regexp/index.js'
import strings from './strings/index.js'
import buffers from './buffers/index.js'
import format from './format/index.js'
import functions from './functions/index.js'
import hash from './hash/index.js'
import json from './json/index.js'
import time from './time/index.js'
import types from './types/index.js'
import commands from './commands/index.js'
import compress from './compress/index.js'
import ed from './ed/index.js'
import files from './files/index.js'
import http from './http/index.js'
import living from './living/index.js'
import mesh from './mesh/index.js'
import objects from './objects/index.js'
import output from './output/index.js'
import parser from './parser/index.js'
import profile from './profile/index.js'
import promises from './promises/index.js'
import scheduling from './scheduling/index.js'
import sockets from './sockets/index.js'
import system from './system/index.js'

export type { EfunInfo } from './signature.js'

/** Families whose efuns need nothing but the engine. */
const VALUE_FAMILIES: readonly (readonly Efun[])[] = [types, strings, arrays, mappings, format, math, time, regexp, json, hash, buffers, functions]

/** Families that need a world: they reach it through worldOf(F). */
export const WORLD_FAMILIES: readonly (readonly Efun[])[] = [objects, living, commands, output, scheduling, files, system, mesh, ed, profile, sockets, http, parser, compress, promises]

/** Builds the table the compiler looks names up in. A name declared twice is a fault of ours. */
function buildTable(groups: readonly (readonly Efun[])[]): Map<string, EfunInfo> {
  const table = new Map<string, EfunInfo>()
  for (const e of groups.flat()) {
    if (table.has(e.name)) throw new BugError(`efun ${e.name} is declared twice`)
    table.set(e.name, efunInfo(e))
  }
  return table
}

/** Every efun of this driver. */
export const EFUNS: ReadonlyMap<string, EfunInfo> = buildTable([...VALUE_FAMILIES, ...WORLD_FAMILIES])
