/** Options without subnegotiation whose state alone matters: ECHO, EOR, TIMING-MARK. */
import { OPTION } from '../codes.js'
import { Option } from '../option.js'

/** On our side: we echo (which we do not), so the client stops showing what is typed. */
export class Echo extends Option {
  hide(on: boolean): void {
    this.askLocal(on)
  }
}

/** Our side alone: it marks the ends of prompts. */
export class Eor extends Option {
  override handleDo(): void {
    super.handleDo()
    this.link.owner.marksKnown()
  }

  override handleDont(): void {
    super.handleDont()
    this.link.owner.marksKnown()
  }
}

/** RFC 860: each DO asks once, and the client may discard output until it is answered. */
export class TimingMark extends Option {
  override handleDo(): void {
    this.link.writer.writeWill(OPTION.TIMING_MARK)
  }

  override handleDont(): void {}
}
