/**
 * The words of LPC, for the lexer and for editors. Not for: efun names (efuns/), macros.
 */

/** Words that are always keywords. */
export const KEYWORDS: readonly string[] = [
  'acatch', 'await', 'break', 'buffer', 'case', 'catch', 'class', 'continue', 'default', 'do', 'efun', 'else',
  'float', 'for', 'foreach', 'function', 'if', 'inherit', 'int', 'mapping', 'mixed', 'new', 'nomask', 'nosave',
  'object', 'parse_command', 'private', 'protected', 'public', 'ref', 'return', 'sscanf', 'static', 'string',
  'struct', 'switch', 'time_expression', 'varargs', 'void', 'while',
]

/** Words that mean something in one place and are ordinary names elsewhere: old libraries use them. */
export const CONTEXTUAL_KEYWORDS: readonly string[] = ['array', 'async', 'closure', 'in', 'promise', 'status', 'virtual', 'visible']

/** Word to token kind. */
export const KEYWORD_KINDS: ReadonlyMap<string, string> = new Map(KEYWORDS.map((k) => [k, k]))

/** Names the preprocessor defines by itself. */
export const BUILTIN_MACROS: readonly string[] = ['__FILE__', '__LINE__', '__DIR__', '__COUNTER__']

/** Preprocessor directives. */
export const DIRECTIVES: readonly string[] = [
  'include', 'define', 'undef', 'if', 'ifdef', 'ifndef', 'elif', 'else', 'endif', 'error', 'warn', 'pragma', 'echo', 'line',
]
