import { parseArgs } from 'node:util'
import type { Config } from './config/config.ts'
import { linkInTerminal } from './drivers/link-in-terminal.ts'
import { systemClock } from './platform/clock.ts'
import { openDatabase } from './platform/db.ts'
import { openSecretBox } from './platform/secrets.ts'
import { openDatabaseServer } from './setup/database-server.ts'

const USAGE = 'usage: tomada link CONNECTION [--phone DIGITS]\n'

/**
 * `tomada link CONNECTION`: links the account of a connection whose provider is spoken to over an open session, by a QR in the terminal or,
 * with `--phone`, by a code. The session itself is opened by a running worker.
 */
export async function linkCommand(args: string[], config: Config, say: (text: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { phone: { type: 'string' } } })
  const [connectionId] = positionals
  const { phone } = values
  if (connectionId === undefined || positionals.length !== 1 || (phone !== undefined && !/^[0-9]{8,15}$/.test(phone))) {
    say(USAGE)
    return 2
  }
  const server = await openDatabaseServer(config)
  const db = openDatabase({ url: server.url, poolSize: 2 })
  try {
    const deps = { db, clock: systemClock, secrets: openSecretBox(config.encryptionKeys), say }
    return await linkInTerminal(deps, connectionId, phone === undefined ? { by: 'qr' } : { by: 'code', phone })
  } finally {
    await db.close()
    if (server.startedHere) await server.stop()
  }
}
