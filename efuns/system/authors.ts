/**
 * author_stats() and domain_stats(): what there is and was done, by whose the files are. The
 * master says whose, when it is asked for: objects carry no author.
 */
import { NO_FUNCTION } from '../../driver/vm/calls.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import { fileOf } from '../../driver/world/deeds.js'
import { askMaster } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun, type Efun } from '../efun.js'

const family = 'system'
const since = '0.1'

interface Sum {
  moves: number
  errors: number
  heart_beats: number
  objects: number
}

/** @param whose the master's answer for a file's name; what is no text counts for nobody. */
function sums(F: Fiber, whose: (file: string) => Value | typeof NO_FUNCTION): Map<string, Sum> {
  const owners = new Map<string, Sum>()
  const known = new Map<string, Sum | null>()
  const of = (file: string): Sum | null => {
    F.charge(1)
    let sum = known.get(file)
    if (sum !== undefined) return sum
    const owner = whose(file)
    if (typeof owner !== 'string') sum = null
    else if (!(sum = owners.get(owner))) owners.set(owner, (sum = { moves: 0, errors: 0, heart_beats: 0, objects: 0 }))
    known.set(file, sum)
    return sum
  }
  const { deeds, objects } = worldOf(F)
  for (const [file, deed] of [...deeds.files()]) {
    const sum = of(file)
    if (!sum) continue
    sum.moves += deed.commands
    sum.errors += deed.errors
    sum.heart_beats += deed.heartBeats
  }
  for (const ob of [...objects.all()]) {
    const sum = of(fileOf(ob.name))
    if (sum) sum.objects++
  }
  return owners
}

function answer(found: Map<string, Sum>, name: string | undefined): Value {
  const told = (s: Sum): Mapping => Mapping.of(Object.entries(s))
  if (name === undefined) return Mapping.of([...found].map(([owner, s]) => [owner, told(s)]))
  const s = found.get(name)
  return s ? told(s) : 0
}

const WHAT = '`moves` (commands that the actions of its objects took), `errors` (that nobody caught), `heart_beats`, all since the boot, and `objects` (that there are now). FluffOS\'s `array_size` is not known here. The master is asked about each file; what it does not name belongs to nobody.'

type Ask = (F: Fiber, file: string) => Value | typeof NO_FUNCTION

function stats(kind: 'author' | 'domain', other: string, whose: Ask): Efun {
  const name = `${kind}_stats`
  return efun({
    name, family, since, ticks: 200,
    sig: `mapping ${name}(string ${kind}?)`,
    doc: `What is there of each ${kind}, as \`master->${kind}_file(file)\` names them: a mapping of mappings, or with \`${kind}\` the one, 0 when there is none. In it: ${WHAT}`,
    examples: [`mapp(${name}())`],
    seeAlso: [other, 'profile_start'],
  }, (F, one?: string) => answer(sums(F, (file) => whose(F, file)), one))
}

export const author_stats = stats('author', 'domain_stats', (F, file) => askMaster(worldOf(F), F, 'author_file', [file]))
export const domain_stats = stats('domain', 'author_stats', (F, file) => askMaster(worldOf(F), F, 'domain_file', [file]))
