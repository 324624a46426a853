/**
 * The logger this room needs: the part of pino's that is used. Secrets never go into it.
 */
export interface Log {
  debug(fields: object, text: string): void
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
