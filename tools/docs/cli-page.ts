/** docs/cli.md: what the command prints as its help. */
import { HELP } from '../../driver/roles/cli.js'
import { INSPECT_HELP } from '../../driver/roles/inspect.js'
import { LPC_HELP } from '../../driver/roles/lpc.js'
import { code, page, table } from './page.js'

export function cliPage(): string {
  return page('The command', 'driver/roles/cli.ts and driver/roles/lpc.ts',
    code(HELP.split('\n\nCONFIG')[0]),
    'CONFIG is a TOML file or a FluffOS runtime config; without one `hauki.toml` is read if it is there. All settings, also as environment variables and flags, are in [config.md](config.md).',
    '## For a debugger', '`up`, `driver` and `lpc` take these as flags only; see [debugging.md](debugging.md).', code(INSPECT_HELP),
    '## hauki lpc', code(LPC_HELP),
    '`hauki lpc check` prints `file(line,col): error CODE: text`, one a line, which editors\' problem matchers take (`$lpc` in VS Code).',
    '## Exit status', table(['status', 'meaning'], [
      ['0', 'done'], ['1', 'an LPC error; of `lpc check`: an error was found'], ['2', 'the file of `lpc` does not compile'],
      ['64', 'the command line is wrong'], ['70', 'a fault of ours, or of the mesh'], ['78', 'a setting is wrong; the text names it'],
    ]))
}
