/**
 * What the editor refuses. The session turns it into a line of output; LPC never sees it.
 */
import { LpcError } from '../../driver/vm/errors.js'

export class EdFault extends LpcError {
  override name = 'EdFault'
  constructor(message: string) {
    super(message, { code: 'ED' })
  }
}

/** Charges ticks for work on the buffer; throws LpcError when they are used up. */
export type Charge = (ticks: number) => void
