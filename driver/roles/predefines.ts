/** Macros that every LPC file sees, beside those the preprocessor makes itself (__FILE__, …). */
import type { WorldConfig } from '../world/config.js'
import { VERSION } from './paths.js'

/** FluffOS's packages and options by an efun that tells whether they are here. */
const PACKAGES: ReadonlyArray<readonly [macro: string, efun: string]> = [
  ['__PACKAGE_ASYNC__', 'async_read'], ['__PACKAGE_COMPRESS__', 'compress'], ['__PACKAGE_CONTRIB__', 'pluralize'],
  ['__PACKAGE_CORE__', 'sizeof'], ['__PACKAGE_CRYPTO__', 'hash'], ['__PACKAGE_DB__', 'db_connect'], ['__PACKAGE_MATH__', 'sqrt'],
  ['__PACKAGE_OPS__', 'sizeof'], ['__PACKAGE_PARSER__', 'parse_sentence'], ['__PACKAGE_PCRE__', 'pcre_match'],
  ['__PACKAGE_SHA1__', 'sha1'], ['__PACKAGE_SOCKETS__', 'socket_create'], ['__PACKAGE_TRIM__', 'trim'],
  ['__PRIVS__', 'set_privs'], ['HAS_ED', 'ed'], ['HAS_PRINTF', 'printf'], ['HAS_RUSAGE', 'rusage'],
]

export function predefines(config: WorldConfig): Map<string, string> {
  return new Map([
    ...PACKAGES.filter(([, efun]) => config.efuns.has(efun)).map(([macro]) => [macro, ''] as const),
    ['__NO_WIZARDS__', ''],
    ['__OLD_ED__', ''],
    ['__CALLOUT_HANDLES__', ''],
    ['__ARGUMENTS_IN_TRACEBACK__', ''],
    ['__GET_CHAR_IS_BUFFERED__', ''],
    ['HAUKI', '1'],
    // Mudlibs ask for FluffOS to know the dialect; ours is that dialect.
    ['FLUFFOS', '1'],
    ['MUDOS', '1'],
    ['__VERSION__', JSON.stringify(`Hauki ${VERSION}`)],
    ['MUD_NAME', JSON.stringify(config.mudName)],
    ['__SAVE_EXTENSION__', JSON.stringify(config.saveExtension)],
    ['__ARCH__', JSON.stringify(`${process.platform}-${process.arch}`)],
    ['SIZEOFINT', '8'],
    ['MAX_INT', '9223372036854775807'],
    // As FluffOS's: its lexer reads the minus and the number apart, and the number ends at MAX_INT.
    ['MIN_INT', '(-9223372036854775807)'],
    ['MAX_FLOAT', String(Number.MAX_VALUE)],
    ['MIN_FLOAT', String(Number.MIN_VALUE)],
    ['__SENSIBLE_MODIFIERS__', '1'],
    ['__LARGEST_PRINTABLE_STRING__', String(config.limits.stringLength)],
  ])
}
