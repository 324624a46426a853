/** Which class handles which option, and what we offer, ask for and agree to. */
import { OPTION } from '../codes.js'
import type { OptionClass } from '../link.js'
import { Charset } from './charset.js'
import { Gmcp } from './gmcp.js'
import { Mccp2 } from './mccp2.js'
import { Mssp } from './mssp.js'
import { Naws } from './naws.js'
import { NewEnviron } from './newenviron.js'
import { Echo, Eor, TimingMark } from './simple.js'
import { Ttype } from './ttype.js'

export const OPTION_CLASSES: ReadonlyMap<number, OptionClass> = new Map<number, OptionClass>([
  [OPTION.ECHO, Echo],
  [OPTION.EOR, Eor],
  [OPTION.TIMING_MARK, TimingMark],
  [OPTION.TTYPE, Ttype],
  [OPTION.NAWS, Naws],
  [OPTION.NEW_ENVIRON, NewEnviron],
  [OPTION.CHARSET, Charset],
  [OPTION.MSSP, Mssp],
  [OPTION.MCCP2, Mccp2],
  [OPTION.GMCP, Gmcp],
])

/** WILL in the opening burst. Not SGA: clients that agree to it lose their prompt marks. */
export const OFFERED = [OPTION.EOR, OPTION.MSSP, OPTION.GMCP]

/** DO in the opening burst. */
export const ASKED = [OPTION.TTYPE, OPTION.NAWS, OPTION.NEW_ENVIRON, OPTION.CHARSET]

/** Agreed to when the client asks. ECHO and LINEMODE are not among them. */
export const AGREED_LOCAL = [OPTION.SGA, OPTION.BINARY, OPTION.CHARSET]
export const AGREED_REMOTE = [OPTION.SGA, OPTION.BINARY]
