import type { Database } from '../platform/db.ts'
import { clearEntries, deleteEntries, readEntries, writeEntries } from './entries.store.ts'
import type { EntryStore } from './entry-store.types.ts'
import { requireHolder } from './sessions.store.ts'

/** In the database, as long as nothing else is said: backed up and moved with everything else. */
export function databaseEntries(db: Database): EntryStore {
  return {
    read: ({ tenantId, connectionId }, kind, ids) => db.forTenant(tenantId, (trx) => readEntries(trx, connectionId, kind, ids)),
    write: (held, { kept, gone }) =>
      db.forTenant(held.tenantId, async (trx) => {
        await requireHolder(trx, held)
        await deleteEntries(trx, held.connectionId, gone)
        await writeEntries(trx, held.tenantId, held.connectionId, kept)
      }),
    clear: (held) =>
      db.forTenant(held.tenantId, async (trx) => {
        await requireHolder(trx, held)
        await clearEntries(trx, held.connectionId)
      }),
    drop: ({ tenantId, connectionId }) => db.forTenant(tenantId, (trx) => clearEntries(trx, connectionId)),
  }
}
