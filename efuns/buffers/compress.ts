/** compress() and uncompress(). */
import { deflateSync, inflateSync } from 'node:zlib'
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import { checkSize } from '../../driver/vm/ops.js'
import { efun, type Efun } from '../efun.js'

export default [
  efun({
    name: 'compress', family: 'buffers', since: '0.1', ticks: 1_500,
    sig: 'buffer compress(string|buffer data)',
    doc: 'Returns `data` compressed with zlib.\n\nA string is taken as UTF-8.',
    examples: ['sizeof(compress(repeat_string("a", 1000))) < 100'],
    seeAlso: ['uncompress'],
  }, (F, data: string | Uint8Array) => {
    // zlib needs about 20 ns a byte, ten times what a tick is meant to cost.
    F.charge(data.length)
    const out = new Uint8Array(deflateSync(data))
    checkSize(F, 'buffer', out.length, F.host.limits.bufferSize)
    return out
  }),
  efun({
    name: 'uncompress', family: 'buffers', since: '0.1', ticks: 1_500,
    sig: 'buffer uncompress(string|buffer data)',
    doc: 'Returns what compress() made `data` from.\n\nData that is not of zlib\'s form, or that would grow beyond the buffer limit, is an error; of a string it is the undefined 0.',
    examples: ['read_buffer(uncompress(compress("hello"))) == "hello"'],
    seeAlso: ['compress', 'string_decode'],
  }, (F, data: string | Uint8Array) => {
    // No text is what compress() gives.
    if (typeof data === 'string') return undefined
    F.charge(data.length)
    const limit = F.host.limits.bufferSize
    try {
      const out = new Uint8Array(inflateSync(data, { maxOutputLength: limit }))
      F.charge(out.length >> 2)
      return out
    } catch (e) {
      if (e instanceof LpcError) throw e
      if ((e as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw new LpcError(`uncompress(): result too large (limit ${limit}).`, { code: LIMIT })
      throw new LpcError('uncompress(): the data is not compressed.', { code: BAD_ARGUMENT })
    }
  }),
] as Efun[]
