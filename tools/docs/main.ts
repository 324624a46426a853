/** `npm run docs`: writes what is generated and not current, and removes pages without a source. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../../driver/roles/paths.js'
import { OWN_FOLDERS, pages } from './pages.js'

const wanted = pages()
let changed = 0

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

for (const [path, text] of wanted) {
  const file = join(ROOT, path)
  if (read(file) === text) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`wrote ${path}`)
  changed++
}
for (const folder of OWN_FOLDERS) {
  for (const name of readdirSync(join(ROOT, folder))) {
    if (wanted.has(`${folder}/${name}`)) continue
    rmSync(join(ROOT, folder, name))
    console.log(`removed ${folder}/${name}`)
    changed++
  }
}
console.log(`${wanted.size} pages, ${changed} changed`)
