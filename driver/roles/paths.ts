/** Where the program's own files are, from source or from dist/. */
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository: two folders above dist/driver/roles. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
export const WEB_DIR = join(ROOT, 'dist', 'web')
export const WORKER_BUNDLE = join(ROOT, 'dist', 'worker.cjs')
export const VERSION = '0.1.0'
