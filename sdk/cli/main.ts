import { checkCommand } from './commands/check.command.ts'
import { createCommand } from './commands/create.command.ts'
import { devCommand } from './commands/dev.command.ts'
import { packCommand } from './commands/pack.command.ts'
import { testCommand } from './commands/test.command.ts'
import { CommandError, type Terminal, UsageError } from './terminal.ts'

/** Does one thing and gives the exit code. Throws UsageError and CommandError. */
export type Command = (args: string[], terminal: Terminal) => Promise<number>

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['create', createCommand],
  ['check', checkCommand],
  ['test', testCommand],
  ['pack', packCommand],
  ['dev', devCommand],
])

const USAGE = `usage: tomada COMMAND
  create DIR [--name NAME] [--publisher ID] [--auth apiKey|bearer|oauth2] [--resource PLURAL]
                     a connector that works, with its emulator and tests
  check DIR [--json] the numbered checks
  test DIR [--only recordings|files|emulator|faults] [--json]
                     in the sandbox: recordings, its own tests, its emulator, the fault matrix
  pack DIR [--out DIR]
                     one archive, the same on every machine
  dev DIR [--data DIR] [--no-emulator]
                     loads it into a running Tomada, again after each save
  replay RUN         computes a recorded run again
`

/** `tomada …`: 0 done, 1 not, 2 not understood. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '', ...rest] = args
  const command = COMMANDS.get(name)
  if (command === undefined) {
    terminal.complain(name === '' ? USAGE : `tomada: there is no command ${name}\n${USAGE}`)
    return 2
  }
  try {
    return await command(rest, terminal)
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error && /PARSE_ARGS/.test(String(error.code)))
    if (!isUsage && !(error instanceof CommandError)) throw error
    terminal.complain(`tomada ${name}: ${error.message}\n${isUsage ? USAGE : ''}`)
    return isUsage ? 2 : 1
  }
}
