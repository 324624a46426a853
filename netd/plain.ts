/**
 * Plain JavaScript values on the control plane: null, booleans, numbers, strings, bytes, arrays, records.
 * Not for: LPC values (codec.ts).
 */
export type Plain = null | boolean | number | string | Uint8Array | readonly Plain[] | { readonly [key: string]: Plain | undefined }

/** Members that are undefined are left out. Throws MeshError TOO_DEEP, TOO_LARGE, MALFORMED. */
export declare function encodePlain(value: Plain): Uint8Array
export declare function decodePlain(bytes: Uint8Array): Plain
