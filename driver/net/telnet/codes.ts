/** Telnet's bytes by name: RFC 854 commands, and the options MUDs use. */

export const EOR_MARK = 239
export const SE = 240
export const DM = 242
export const BRK = 243
export const IP = 244
export const AYT = 246
export const EC = 247
export const EL = 248
export const GA = 249
export const SB = 250
export const WILL = 251
export const WONT = 252
export const DO = 253
export const DONT = 254
export const IAC = 255

export const OPTION = {
  BINARY: 0,
  ECHO: 1,
  SGA: 3,
  TIMING_MARK: 6,
  TTYPE: 24,
  EOR: 25,
  NAWS: 31,
  LINEMODE: 34,
  NEW_ENVIRON: 39,
  CHARSET: 42,
  MSSP: 70,
  MCCP2: 86,
  GMCP: 201,
} as const
