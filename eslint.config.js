// Lint: the arrows between rooms, and the house rules. Type checking is `npm run types`.
import tseslint from 'typescript-eslint'
import house from './tools/lint/index.mjs'

export default [
  { ignores: ['node_modules/**', 'dist/**', 'var/**', 'schema/generated/**', 'web/vendor/**'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { house },
    rules: {
      'house/arrows': 'error',
      'house/error-family': 'error',
      'house/no-await-in-engine': 'error',
      'house/charged-loops': 'error',
      'house/file-length': 'error',
      'no-debugger': 'error',
      'no-restricted-imports': ['error', { paths: ['node:crypto', 'crypto'].map((name) => ({ name, importNames: ['generateKeyPair', 'generateKeyPairSync'], message: 'Such a key can stop the process for ever: netd/okp.ts says why, and makes keys.' })) }],
      eqeqeq: 'error',
    },
  },
]
