/** In which encoding a player's client speaks. Not for: encodings themselves (vm/encodings.ts), clients without UTF-8 that say so (driver/net). */
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import { encodingName } from '../../driver/vm/encodings.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { sessionOf } from '../../driver/world/output.js'
import type { Session } from '../../driver/world/session.js'
import { efun } from '../efun.js'

const family = 'living'
const since = '0.1'
const UTF8 = 'utf-8'

/** this_player()'s. */
function connection(F: Fiber): Session | null {
  return F.player ? sessionOf(F.player) : null
}

export const query_encoding = efun({
  name: 'query_encoding', family, since, ticks: 2,
  sig: 'string query_encoding()',
  doc: 'The encoding of this_player()\'s connection as `set_encoding()` has set it; "utf-8" when it has not, and when there is none.',
  examples: ['query_encoding() == "utf-8"'],
  seeAlso: ['set_encoding', 'string_encode'],
}, (F) => connection(F)?.wire.info.encoding ?? UTF8)

export const set_encoding = efun({
  name: 'set_encoding', family, since, ticks: 5,
  sig: 'string set_encoding(string encoding?)',
  doc: 'Sets the encoding that this_player()\'s client speaks, such as "gbk", "big5" or "iso-8859-1", for text both ways; without an argument UTF-8 again. Gives its name.\n\nAn unknown encoding is an error, and so is one whose bytes are not ASCII where the text is (UTF-16, UTF-32). Only telnet has bytes to encode: WebSocket clients speak Unicode. Without a connection nothing is done.',
  examples: ['set_encoding() == "utf-8"'],
  seeAlso: ['query_encoding', 'string_encode'],
}, (F, encoding: string | undefined) => {
  const session = connection(F)
  if (!session) return UTF8
  const name = encoding === undefined ? UTF8 : encodingName('set_encoding', encoding)
  if (/^utf-(16|32)/.test(name)) throw new LpcError(`set_encoding(): a line cannot be in ${name}.`, { code: BAD_ARGUMENT })
  session.setEncoding(name === UTF8 ? null : name)
  return name
})
