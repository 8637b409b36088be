import type { Credential } from '../egress/egress.types.ts'
import type { ConnectionsDeps } from './connections.types.ts'
import { type CredentialRow, type FoundConnection, findWithCredential } from './credentials.store.ts'

/** How long a change that another process made may go unseen here; the own changes of a process are told by `forget`. */
const KNOWN_MS = 2_000
/** Of all workspaces together. The oldest go first. */
const MAX_KNOWN = 5_000

/** A connection as one look at the database found it. */
export interface KnownConnection {
  readonly row: FoundConnection & CredentialRow
  /** Decrypted by the first call that needs it. */
  credential: Credential | null
}

/**
 * What every outbound call asks of its connection, remembered for a moment: two transactions a call cost more than the rest of
 * it. Only what works is remembered: a connection that is missing, or waits for a person, is looked up again each time.
 */
export interface KnownConnections {
  /** Null when the workspace has no such connection. */
  find(tenantId: string, connectionId: string): Promise<KnownConnection | null>
  /** To be called after the commit of whatever changes a connection or its credential: the next call looks it up. */
  forget(tenantId: string, connectionId: string): void
}

interface Entry {
  /** By the monotonic clock, counted from before the look at the database. */
  until: number
  found: Promise<KnownConnection | null>
}

export function createKnownConnections({ db, clock }: Pick<ConnectionsDeps, 'db' | 'clock'>): KnownConnections {
  const entries = new Map<string, Entry>()
  let sweeping = false

  async function read(tenantId: string, connectionId: string): Promise<KnownConnection | null> {
    const row = await db.forTenant(tenantId, (trx) => findWithCredential(trx, connectionId))
    return row === undefined ? null : { row, credential: null }
  }

  /** Parallel calls share one look. One that was under way when `forget` was called serves its callers, and is not kept. */
  function look(key: string, tenantId: string, connectionId: string): Promise<KnownConnection | null> {
    const entry: Entry = { until: clock.monotonicMs() + KNOWN_MS, found: read(tenantId, connectionId) }
    const drop = () => {
      if (entries.get(key) === entry) entries.delete(key)
    }
    entry.found.then((known) => {
      if (known === null || known.row.status === 'reconnect_needed') drop()
    }, drop)
    entries.delete(key)
    entries.set(key, entry)
    dropOld()
    sweepLater()
    return entry.found
  }

  /** The map is in the order of `until`. */
  function dropOld(): void {
    const now = clock.monotonicMs()
    for (const [key, entry] of entries) {
      if (entry.until > now && entries.size <= MAX_KNOWN) return
      entries.delete(key)
    }
  }

  /** So that no decrypted credential stays in memory when the calls stop. */
  function sweepLater(): void {
    if (sweeping) return
    sweeping = true
    setTimeout(() => {
      sweeping = false
      dropOld()
      if (entries.size > 0) sweepLater()
    }, KNOWN_MS).unref()
  }

  return {
    find(tenantId, connectionId) {
      const key = keyOf(tenantId, connectionId)
      const entry = entries.get(key)
      return entry !== undefined && clock.monotonicMs() < entry.until ? entry.found : look(key, tenantId, connectionId)
    },
    forget: (tenantId, connectionId) => void entries.delete(keyOf(tenantId, connectionId)),
  }
}

function keyOf(tenantId: string, connectionId: string): string {
  return `${tenantId}/${connectionId}`
}
