// The parts of telnetlib 1.0.2 that lib.ts imports by their files (the package has no types and
// exports neither the reader nor the socket). Only what is used is declared.

declare module 'telnetlib/src/Options/TelnetOption.js' {
  import { EventEmitter } from 'node:events'
  type OptionState = 'NO' | 'YES' | 'WANTNO' | 'WANTYES'
  type Queue = 'EMPTY' | 'OPPOSITE'
  class TelnetOption extends EventEmitter {
    constructor(socket: object, code: number)
    readonly code: number
    us: OptionState
    usq: Queue
    him: OptionState
    himq: Queue
    enabledLocal: boolean
    enabledRemote: boolean
    enabled(at: 'LOCAL' | 'REMOTE'): void
    disabled(at: 'LOCAL' | 'REMOTE'): void
    subnegotiation(buffer: Buffer): void
    handleWill(): void
    handleWont(): void
    handleDo(): void
    handleDont(): void
  }
  export default TelnetOption
}

declare module 'telnetlib/src/TelnetSocket/TelnetReader.js' {
  import { Transform, type TransformCallback } from 'node:stream'
  class TelnetReader extends Transform {
    constructor(socket: object, options: { receiveBufferMax?: number, subnegotiationBufferMax?: number })
    /** True ends the chunk without calling back: never return it. */
    _pushData(byte: number): boolean | void
    _pushSubnegotiationData(byte: number): boolean | void
    _maybeFlush(reason: string): void
    override _transform(chunk: Buffer, encoding: BufferEncoding, callback: TransformCallback): void
  }
  export default TelnetReader
}

declare module 'telnetlib/src/TelnetSocket/TelnetWriter.js' {
  import { Transform } from 'node:stream'
  class TelnetWriter extends Transform {
    constructor(socket: object, options: object)
    __write(data: Buffer | string): void
    __writeRaw(data: Buffer | readonly number[]): void
    writeCommand(...command: number[]): void
    writeWill(option: number): void
    writeWont(option: number): void
    writeDo(option: number): void
    writeDont(option: number): void
    writeSubnegotiation(option: number, data?: Buffer | string): void
  }
  export default TelnetWriter
}

declare module 'telnetlib/src/TelnetSocket/TelnetSocket.js' {
  import { EventEmitter } from 'node:events'
  import type TelnetOption from 'telnetlib/src/Options/TelnetOption.js'
  import type TelnetReader from 'telnetlib/src/TelnetSocket/TelnetReader.js'
  import type TelnetWriter from 'telnetlib/src/TelnetSocket/TelnetWriter.js'
  class TelnetSocket extends EventEmitter {
    constructor(socket: object, options: { localOptions?: Iterable<number>, remoteOptions?: Iterable<number> })
    readonly localOptions: Set<number>
    readonly remoteOptions: Set<number>
    readonly options: Map<number, TelnetOption>
    reader: TelnetReader
    writer: TelnetWriter
    getOption(code: number): TelnetOption
  }
  export default TelnetSocket
}
