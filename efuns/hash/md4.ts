/** MD4 (RFC 1320), which OpenSSL no longer offers and old mudlibs still ask for. Not secure. */

const SHIFTS = [[3, 7, 11, 19], [3, 5, 9, 13], [3, 9, 11, 15]]
const ORDER = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
]
const ADD = [0, 0x5a827999, 0x6ed9eba1]
const MIX: ReadonlyArray<(x: number, y: number, z: number) => number> = [
  (x, y, z) => (x & y) | (~x & z),
  (x, y, z) => (x & y) | (x & z) | (y & z),
  (x, y, z) => x ^ y ^ z,
]

/** The hash in hexadecimal. */
export function md4(data: Uint8Array): string {
  const padded = new Uint8Array((((data.length + 8) >> 6) + 1) << 6)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, (data.length << 3) >>> 0, true)
  view.setUint32(padded.length - 4, Math.floor(data.length / 0x20000000), true)
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let at = 0; at < padded.length; at += 64) {
    const [a0, b0, c0, d0] = [a, b, c, d]
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 16; i++) {
        const t = (a + MIX[round](b, c, d) + view.getInt32(at + ORDER[round][i] * 4, true) + ADD[round]) | 0
        const s = SHIFTS[round][i & 3]
        a = d
        d = c
        c = b
        b = (t << s) | (t >>> (32 - s))
      }
    }
    a = (a + a0) | 0
    b = (b + b0) | 0
    c = (c + c0) | 0
    d = (d + d0) | 0
  }
  const out = new DataView(new ArrayBuffer(16))
  ;[a, b, c, d].forEach((x, i) => out.setInt32(i * 4, x, true))
  return Buffer.from(out.buffer).toString('hex')
}
