import { CommandError, type Terminal } from '../terminal.ts'

export async function devCommand(_args: string[], _terminal: Terminal): Promise<number> {
  throw new CommandError('not there yet')
}
