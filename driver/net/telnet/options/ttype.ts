/**
 * TTYPE (RFC 1091) and MTTS (tintin.mudhalla.net/protocols/mtts): asked up to three times, the
 * client answers with its name, its terminal, and a number of abilities.
 */
import { MAX_NAME, TTYPE_ROUNDS } from '../../limits.js'
import { cleanName } from '../../text.js'
import type { WireInfo } from '../../wire.js'
import { Option } from '../option.js'

const IS = 0
const SEND = Buffer.from([1])

const MTTS = { UTF8: 4, SCREEN_READER: 64, LINKS: 1_024 } as const

/** Sets what an MTTS number says. `charsetKnown`: the CHARSET option has said better. */
export function applyMtts(info: WireInfo, bits: number, charsetKnown: boolean): void {
  if (!charsetKnown) info.utf8 = (bits & MTTS.UTF8) !== 0
  info.screenReader = (bits & MTTS.SCREEN_READER) !== 0
  if ((bits & MTTS.LINKS) !== 0 && info.links === '') info.links = 'mslp'
}

export class Ttype extends Option {
  #asked = 0
  #answered = 0
  #last = ''

  override enabled(at: 'LOCAL' | 'REMOTE'): void {
    if (at !== 'REMOTE' || this.#asked > 0) return
    this.#ask()
  }

  protected override received(message: Buffer): void {
    // Unasked answers are not heard: a client could change its name all day.
    if (message[0] !== IS || this.#answered === this.#asked) return
    this.#answered++
    const answer = cleanName(message.toString('latin1', 1), MAX_NAME)
    const { info } = this.link.owner
    if (answer === this.#last) return
    this.#last = answer
    const mtts = /^MTTS (\d{1,9})$/.exec(answer)
    if (mtts) return applyMtts(info, Number(mtts[1]), this.link.charsetKnown)
    if (this.#answered === 1 && info.client === '') info.client = answer
    info.terminal = answer
    if (this.#asked < TTYPE_ROUNDS) this.#ask()
  }

  #ask(): void {
    this.#asked++
    this.link.writer.writeSubnegotiation(this.code, SEND)
  }
}
