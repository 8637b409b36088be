import { setTimeout as sleep } from 'node:timers/promises'
import { renderUnicodeCompact } from 'uqr'
import type { Pairing } from '../../sdk/driver.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { SecretBox } from '../platform/secrets.ts'
import { placeOfConnection } from './cross-tenant.store.ts'
import type { SessionRow } from './drivers.types.ts'
import { DRIVER_WORK } from './remote-calls.ts'
import { sealer } from './session-seal.ts'
import { findSession, wantSession } from './sessions.store.ts'

export interface LinkDeps {
  db: Database
  clock: Clock
  secrets: SecretBox
  say(text: string): void
  /** How often the session is looked at. */
  lookMs?: number
}

/** A worker that is there takes a session up within a few seconds. */
const NO_WORKER_MS = 30_000

/**
 * Links an account from the operator's terminal: a running worker opens the session, and what links the account is drawn here. Gives the
 * exit code: 0 linked, 1 not, 2 no such connection.
 */
export async function linkInTerminal(
  { db, clock, secrets, say, lookMs = 500 }: LinkDeps,
  connectionId: string,
  pairing: Pairing,
): Promise<number> {
  const place = await placeOfConnection(db.engine, connectionId)
  if (place === null) {
    say(`There is no connection ${connectionId}.\n`)
    return 2
  }
  const { tenantId, plugin } = place
  await db.forTenant(tenantId, async (trx) => {
    await wantSession(trx, { tenantId, connectionId, plugin, desired: 'connected', pairing })
    await trx.raw('SELECT pg_notify(?, ?)', [DRIVER_WORK, connectionId])
  })
  const seal = sealer(secrets)
  const startedAt = clock.monotonicMs()
  let drawn = ''
  for (;;) {
    await sleep(lookMs)
    const row = await db.forTenant(tenantId, (trx) => findSession(trx, connectionId))
    if (row === undefined) return 2
    if (row.state === 'connected' && row.isHeld) {
      say('Linked.\n')
      return 0
    }
    if (row.state === 'ended') {
      say(`Not linked. ${row.reason?.text.en ?? ''}\n`)
      return 1
    }
    if (!row.isHeld && clock.monotonicMs() - startedAt > NO_WORKER_MS) {
      say('No worker takes this up. Start Tomada, then try again.\n')
      return 1
    }
    const text = row.shown === null ? '' : seal.open({ tenantId, connectionId }, row.shown)
    if (text !== '' && text !== drawn) say(pictureOf(row.shownKind, text))
    drawn = text === '' ? drawn : text
  }
}

function pictureOf(kind: SessionRow['shownKind'], text: string): string {
  return kind === 'qr' ? `${renderUnicodeCompact(text, { ecc: 'L', border: 2 })}\n` : `Type this code on the phone: ${text}\n`
}
