import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { connectorFolder } from '../connector-folder.ts'
import { packFolder } from '../pack/pack-folder.ts'
import { CommandError, type Terminal } from '../terminal.ts'

/** `tomada pack DIR`: the archive beside the caller, or in `--out`. Refused, with every reason, when a check or a rule of archives says so. */
export async function packCommand(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { out: { type: 'string', default: '.' } } })
  const folder = await connectorFolder(positionals, terminal)
  const { packed, refusals } = await packFolder(folder)
  if (packed === null) throw new CommandError(`not packed\n${refusals.map((reason) => `  ${reason}`).join('\n')}`)
  const out = path.resolve(terminal.folder, values.out)
  await mkdir(out, { recursive: true })
  await writeFile(path.join(out, packed.name), packed.archive)
  const kilobytes = Math.ceil(packed.archive.length / 1024)
  terminal.say(`${path.join(out, packed.name)}: ${packed.entries.length} files, ${kilobytes} KB\n${packed.integrity}\n`)
  return 0
}
