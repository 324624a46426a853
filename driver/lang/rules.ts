/**
 * The lexical rules, as one moo lexer compiled once. moo reads; lexer.ts turns what it read into
 * our tokens. Not for: values of literals (literals.ts), the meaning of `#` lines (directives.ts).
 */
import moo from 'moo'

const OPERATORS = [
  '...', '<<=', '>>=', '&&=', '||=', '??=', '?->',
  '..', '->', '::', '++', '--', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<', '>>', '<=', '>=', '==', '!=',
  '&&', '||', '??', '.?', '##',
  '+', '-', '*', '/', '%', '&', '|', '^', '<', '>', '=', '!', '?', ':', '.', '$', '#',
]

// moo takes single characters at the head of the list without trying its regular expression, so
// the commonest ones that begin nothing longer stand first.
const FIRST: moo.Rules = { single: [' ', ';', ',', ')', '(', '[', ']', '~'], newline: { match: '\n', lineBreaks: true } }

const REST: moo.Rules = {
  word: /[A-Za-z_][A-Za-z0-9_]*/,
  space: /[ \t\r\f\v]+/,
  string: { match: /"[^"\\]*(?:\\[^][^"\\]*)*"/, lineBreaks: true },
  // `1..5` is a range, `1.` a float; a digit run may hold single underscores.
  float: /[0-9](?:_?[0-9])*(?:\.(?:_?[0-9])+(?:[eE][+-]?[0-9](?:_?[0-9])*)?|[eE][+-]?[0-9](?:_?[0-9])*|\.(?![.A-Za-z_]))/,
  int: /0[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|0[bB][01](?:_?[01])*|0[oO][0-7](?:_?[0-7])*|[0-9](?:_?[0-9])*/,
  lineComment: /\/\/[^\n]*/,
  comment: { match: /\/\*[^]*?\*\//, lineBreaks: true },
  openComment: '/*',
  // Only before a name or a bracket: `a ?.5 : b` is a conditional.
  optional: /\?\.(?=[A-Za-z_[])/,
  template: { match: '`', push: 'template' },
  param: /\$[0-9]+/,
  op: OPERATORS,
  char: { match: /'(?:\\(?:[0-7]+|x[0-9a-fA-F]+|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|[^])|[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\\\n])'/, lineBreaks: true },
  heredoc: { match: /@@?[A-Za-z0-9_]+[ \t\r]*\n?/, lineBreaks: true },
  continuation: { match: /\\\r?\n/, lineBreaks: true },
  // A run of characters that begin nothing is one mistake, not many.
  bad: { match: /[^\x00-\x7F]+|[^]/, lineBreaks: true },
}

/**
 * States: `code`; `template` for template text; `interpolation` for code inside `${…}` and
 * `nested` for braces inside that, so that the right `}` ends it.
 */
const LEXER = moo.states(
  {
    code: { ...FIRST, open: '{', close: '}', ...REST },
    interpolation: { ...FIRST, open: { match: '{', push: 'nested' }, endInterpolation: { match: '}', pop: 1 }, ...REST },
    nested: { ...FIRST, open: { match: '{', push: 'nested' }, close: { match: '}', pop: 1 }, ...REST },
    template: {
      endTemplate: { match: '`', pop: 1 },
      interpolate: { match: '${', push: 'interpolation' },
      text: { match: /(?:[^`\\$]+|\\[^]|\$(?!\{))+/, lineBreaks: true },
      bad: { match: /[^]/, lineBreaks: true },
    },
  },
  'code',
) as moo.Lexer & { clone(): moo.Lexer }

/** A lexer over the rules compiled above: files are open inside each other, each with its own. */
export function newLexer(): moo.Lexer {
  return LEXER.clone()
}

/**
 * A preprocessor line from its `#`: backslashes continue it, comments may span lines, quotes hide
 * comment signs. Sticky: the lexer applies it where it met a `#` first on its line.
 */
export const DIRECTIVE_LINE =
  /#(?:[^\n\\/"']+|\\\r?\n|\\[^\n]|\/\*[^]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])'|[/"'\\])*/y

/** The lines that matter inside a branch that is not taken. */
export const CONDITIONAL_LINE = /^[ \t]*#[ \t]*(ifdef|ifndef|if|elif|else|endif)\b/gm
