/** Macros that every LPC file sees, beside those the preprocessor makes itself (__FILE__, …). */
import type { WorldConfig } from '../world/config.js'
import { VERSION } from './paths.js'

export function predefines(config: WorldConfig): Map<string, string> {
  return new Map([
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
    ['MIN_INT', '(-9223372036854775807 - 1)'],
    ['MAX_FLOAT', String(Number.MAX_VALUE)],
    ['MIN_FLOAT', String(Number.MIN_VALUE)],
    ['__SENSIBLE_MODIFIERS__', '1'],
    ['__MAX_STRING_LENGTH__', String(config.limits.stringLength)],
    ['__MAX_ARRAY_SIZE__', String(config.limits.arraySize)],
    ['__MAX_MAPPING_SIZE__', String(config.limits.mappingSize)],
  ])
}
