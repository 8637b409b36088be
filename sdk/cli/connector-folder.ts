import { stat } from 'node:fs/promises'
import path from 'node:path'
import { type Terminal, UsageError } from './terminal.ts'

/** The one folder that a command is about, absolute. Throws UsageError. */
export async function connectorFolder(positionals: readonly string[], terminal: Terminal): Promise<string> {
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0) throw new UsageError('names one folder')
  const folder = path.resolve(terminal.folder, given)
  // Whatever hinders looking at it hinders working with it.
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() !== true) throw new UsageError(`${given} is no folder`)
  return folder
}
