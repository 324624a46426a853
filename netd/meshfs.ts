/**
 * meshfs: read-only documents by name (gem-pointer) and by content hash, from whoever mounts an authority.
 */
export interface Document {
  readonly uri: string
  readonly bytes: Uint8Array
  /** Hex. */
  readonly sha256: string
}

export interface MeshFs {
  /** Serves `authority` from a folder. Throws MeshError BAD_POINTER for a bad authority. */
  mount(authority: string, folder: string): void
  readonly authorities: readonly string[]
  /** By gem-pointer, or by `sha256:<hex>` of a document read before. Throws MeshError BAD_POINTER, NOT_FOUND, TOO_LARGE. */
  read(uri: string): Document
  /** Names under `gem-pointer://authority/dir`, folders with a trailing slash. */
  list(uri: string): string[]
}
export declare function createMeshFs(): MeshFs
