/**
 * The only importer of telnetlib. Its reader, writer, socket and option classes are taken by
 * their files, because every one of them needs a subclass here: see the twelve faults that
 * t/net/telnetlib.test.ts keeps mended.
 */
import TelnetOption from 'telnetlib/src/Options/TelnetOption.js'
import TelnetReader from 'telnetlib/src/TelnetSocket/TelnetReader.js'
import TelnetSocket from 'telnetlib/src/TelnetSocket/TelnetSocket.js'
import TelnetWriter from 'telnetlib/src/TelnetSocket/TelnetWriter.js'

export { TelnetOption, TelnetReader, TelnetSocket, TelnetWriter }
