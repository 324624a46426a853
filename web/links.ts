/** What a link in the text may lead to: a line for the game, or a web page. Anything else is dead. */

/** Characters of a line, as the game takes them. */
const MAX_LINE = 2_000
const CONTROLS = /[\p{Cc}\u2028\u2029]/u

/** The line that `send:` carries; null for other links, and for what is no single line. */
export function commandOf(uri: string): string | null {
  if (!uri.startsWith('send:')) return null
  try {
    const line = decodeURIComponent(uri.slice('send:'.length))
    return line.trim() === '' || line.length > MAX_LINE || CONTROLS.test(line) ? null : line
  } catch {
    return null
  }
}

/** The address of a web page; null for other schemes (javascript:, file:, …). */
export function pageOf(uri: string): string | null {
  if (!URL.canParse(uri)) return null
  const { protocol, href } = new URL(uri)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
