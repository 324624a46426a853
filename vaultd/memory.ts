/** How much memory a vault gets in all, by the JavaScript heap it was promised. */

/** Bytes: node itself takes about 50 MiB of its own, and buffers and /tmp get half as much as the heap (MiB). */
export const hardLimit = (heap: number): number => Math.round(heap * 1.5 + 64) * 1048576
