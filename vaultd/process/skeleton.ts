/**
 * The root of an `unshare` vault: a folder with the libraries, tools and worker files, made once
 * per agent, which each vault mounts read-only and makes its whole file system. With util-linux
 * alone this gives what bubblewrap gives; it is slower by some process starts.
 */
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Quick } from './quick.js'
import type { Tools, WorkerFiles } from './command.js'

/** Places that things are mounted on. */
const FOLDERS = ['proc', 'tmp', 'dev', 'node', 'app', 'lpc', 'old']
const DEVICES = ['null', 'urandom']

/** Makes the folder anew. */
export function makeSkeleton(root: string, tools: Tools, files: WorkerFiles): void {
  rmSync(root, { recursive: true, force: true })
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true, mode: 0o755 })
  for (const device of DEVICES) writeFileSync(join(root, 'dev', device), '')
  writeFileSync(join(root, 'node/node'), '')
  for (const lib of tools.libs) {
    mkdirSync(join(root, dirname(lib)), { recursive: true })
    copyFileSync(lib, join(root, lib))
  }
  if (tools.setpriv !== null) copyFileSync(tools.setpriv, join(root, 'node/setpriv'))
  if (tools.prlimit !== null) copyFileSync(tools.prlimit, join(root, 'node/prlimit'))
  copyFileSync(files.bundle, join(root, 'app', basename(files.bundle)))
}

/** Adds what makes a start quick when it is ready; vaults that start meanwhile see all of a file or nothing. */
export function addQuick(root: string, quick: Quick): void {
  for (const [name, path] of quick.files) {
    const part = join(root, 'app', `${name}.new`)
    copyFileSync(path, part)
    renameSync(part, join(root, 'app', name))
  }
}

/**
 * Runs as root of its own user and mount namespace: ROOT NODE LIBRARY TMPBYTES COMMAND…
 * Every mount is read-only but /tmp; then the old root is let go and all capabilities are dropped.
 * (umount runs from the old root: its libraries are found there.)
 */
export const ENTER = `set -e
root=$1 node=$2 library=$3 tmp=$4
shift 4
mount -o bind,ro,nosuid,nodev "$root" "$root"
cd "$root"
mount -o bind,ro,nosuid,nodev "$node" node/node
if [ -n "$library" ]; then mount -o bind,ro,nosuid,nodev,noexec "$library" lpc; fi
${DEVICES.map((d) => `mount --bind /dev/${d} dev/${d}`).join('\n')}
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t tmpfs -o "size=$tmp,mode=1777,nosuid,nodev" tmpfs tmp
umount=$(command -v umount)
pivot_root . old
LD_LIBRARY_PATH=$(for d in $HAUKI_LIBS; do printf '/old%s:' "$d"; done) "/old$umount" -l /old
unset HAUKI_LIBS
cd /tmp
exec /node/setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
`
