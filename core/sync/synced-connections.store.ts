import type { Trx } from '../platform/db.ts'

/** What syncs read of connections. Inside one tenant. */
export interface SyncedConnection {
  id: string
  plugin: string
  status: 'connected' | 'reconnect_needed' | 'untested'
}

/** Undefined when there is none, or its sign-in has not finished. */
export async function findSyncedConnection(trx: Trx, id: string): Promise<SyncedConnection | undefined> {
  return trx('connections').where({ id, provisional: false }).first<SyncedConnection | undefined>('id', 'plugin', 'status')
}
