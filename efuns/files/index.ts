/** The files family of efuns. */
import type { Efun } from '../efun.js'
import { async_getdir, async_read, async_write } from './async.js'
import { read_file, write_file, read_bytes, write_bytes } from './text.js'
import { file_size, get_dir, stat, file_length, rm, mkdir, rmdir, rename, cp } from './directories.js'
import { save_object, restore_object, restore_from_string } from './saving.js'

export default [
  read_file, write_file, read_bytes, write_bytes, file_size, get_dir, stat, file_length, rm, mkdir, rmdir, rename, cp,
  save_object, restore_object, restore_from_string, async_read, async_write, async_getdir,
] as Efun[]
