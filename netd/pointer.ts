/**
 * `gem-pointer://authority/path`: the name of a document in meshfs. Not for: finding it (meshfs.ts).
 */
export interface Pointer {
  /** Lower-case letters, digits, `-` and `.`. */
  readonly authority: string
  /** Without a leading slash; never contains `.` or `..` segments. */
  readonly path: string
}

/** Throws MeshError BAD_POINTER. */
export declare function parsePointer(uri: string): Pointer
export declare function formatPointer(pointer: Pointer): string
