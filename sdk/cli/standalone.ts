#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { createCommand } from './commands/create.command.ts'
import { CommandError, UsageError } from './terminal.ts'

/**
 * `tomada` of the published package. `create` needs nothing else; what checks, tries, packs and loads a connector is the host itself, so
 * those commands are given to the Tomada folder that is named with `--tomada DIR`, or that lies above.
 */
async function main(given: string[]): Promise<number> {
  const [name = '', ...args] = given
  const terminal = {
    folder: process.cwd(),
    say: (text: string) => process.stdout.write(text),
    complain: (text: string) => process.stderr.write(text),
  }
  if (name === 'create') return createCommand(args, terminal)
  const at = args.indexOf('--tomada')
  const home = at === -1 ? homeAbove(process.cwd()) : path.resolve(args[at + 1] ?? '.')
  if (home === null || !isHome(home))
    throw new UsageError(`${name || 'tomada'} runs with a Tomada folder: be in it, or name it with --tomada DIR`)
  const rest = at === -1 ? args : args.toSpliced(at, 2)
  const prepare = path.join(home, 'core', 'setup', 'prepare.mjs')
  const started = spawnSync(
    process.execPath,
    [prepare, 'tomada', '--', '--no-node-snapshot', 'core/main.ts', name, ...rest.map(absolute)],
    {
      stdio: 'inherit',
    },
  )
  return started.status ?? 1
}

/** The host runs in its own folder: what exists here is named as it lies. */
function absolute(argument: string): string {
  return !argument.startsWith('-') && existsSync(path.resolve(argument)) ? path.resolve(argument) : argument
}

function homeAbove(folder: string): string | null {
  if (isHome(folder)) return folder
  const parent = path.dirname(folder)
  return parent === folder ? null : homeAbove(parent)
}

function isHome(folder: string): boolean {
  return existsSync(path.join(folder, 'core', 'main.ts')) && existsSync(path.join(folder, 'sdk', 'cli', 'main.ts'))
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof CommandError)) throw error
  process.stderr.write(`tomada: ${error.message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
