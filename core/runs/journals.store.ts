import type { Db, Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { JournalEntry } from './journal.types.ts'
import { blobHashes, decodeEntries, type EncodedEntries, encodeEntries } from './journal-codec.ts'

export interface StoredJournal {
  entries: JournalEntry[]
  /** Seq of the next append. */
  nextSeq: number
  /** Characters stored, for the limit. */
  size: number
}

export interface JournalKey {
  tenantId: string
  runId: string
}

/** Journals of many runs in two queries. A run without rows gets an empty one. Any role: rows are filtered by it. */
export async function loadJournals(db: Db | Trx, keys: readonly JournalKey[]): Promise<Map<string, StoredJournal>> {
  const journals = new Map<string, StoredJournal>(keys.map(({ runId }) => [runId, { entries: [], nextSeq: 0, size: 0 }]))
  if (keys.length === 0) return journals
  const { rows } = await db.raw<{ rows: Array<{ tenant_id: string; run_id: string; seq: number; entries: string }> }>(
    `SELECT j.tenant_id, j.run_id, j.seq, j.entries
     FROM unnest(?::uuid[], ?::date[], ?::text[]) AS k(tenant_id, day, run_id)
     JOIN journal j ON j.tenant_id = k.tenant_id AND j.day = k.day AND j.run_id = k.run_id ORDER BY j.run_id, j.seq`,
    [keys.map((key) => key.tenantId), keys.map((key) => dayOfId(key.runId)), keys.map((key) => key.runId)],
  )
  const blobs = await loadBlobs(
    db,
    rows.flatMap((row) => blobHashes(row.entries).map((hash) => ({ tenantId: row.tenant_id, hash }))),
  )
  for (const row of rows) {
    const journal = journals.get(row.run_id)
    if (journal === undefined) continue
    journal.entries.push(...decodeEntries(row.entries, blobs))
    journal.nextSeq = row.seq + 1
    journal.size += row.entries.length
  }
  return journals
}

/** Values of the hashes, as JSON text. */
export async function loadBlobs(db: Db | Trx, wanted: ReadonlyArray<{ tenantId: string; hash: string }>): Promise<Map<string, string>> {
  if (wanted.length === 0) return new Map()
  const { rows } = await db.raw<{ rows: Array<{ hash: string; json: string }> }>(
    `SELECT b.hash, b.json FROM unnest(?::uuid[], ?::text[]) AS w(tenant_id, hash)
     JOIN blobs b ON b.tenant_id = w.tenant_id AND b.hash = w.hash`,
    [wanted.map((each) => each.tenantId), wanted.map((each) => each.hash)],
  )
  return new Map(rows.map((row) => [row.hash, row.json]))
}

/** A value that is stored again is in use again: its row is touched once a day, and kept from then on. */
export const BLOB_USED = 'ON CONFLICT (tenant_id, hash) DO UPDATE SET used_on = excluded.used_on WHERE b.used_on < excluded.used_on'

/** One append outside the group commit: a person's decision. False when the seq was taken meanwhile. */
export async function appendEntry(trx: Trx, key: JournalKey, seq: number, entry: JournalEntry): Promise<boolean> {
  return appendEntries(trx, key, seq, encodeEntries([entry]))
}

/** The same for entries that are encoded already, with the values they refer to. */
export async function appendEntries(trx: Trx, key: JournalKey, seq: number, { text, blobs }: EncodedEntries): Promise<boolean> {
  for (const blob of blobs) {
    await trx.raw(
      `INSERT INTO blobs AS b (tenant_id, hash, json, used_on) VALUES (?, ?, ?, (engine_clock() AT TIME ZONE 'UTC')::date) ${BLOB_USED}`,
      [key.tenantId, blob.hash, blob.json],
    )
  }
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `INSERT INTO journal (day, tenant_id, run_id, seq, entries) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [dayOfId(key.runId), key.tenantId, key.runId, seq, `[${text}]`],
  )
  return rowCount === 1
}

/** Text stored at this seq, or null. */
export async function readAppend(db: Db, key: JournalKey, seq: number): Promise<string | null> {
  const { rows } = await db.raw<{ rows: Array<{ entries: string }> }>(
    `SELECT entries FROM journal WHERE tenant_id = ? AND day = ? AND run_id = ? AND seq = ?`,
    [key.tenantId, dayOfId(key.runId), key.runId, seq],
  )
  return rows[0]?.entries ?? null
}

/** Entries of one run, from its own row when it took one commit, else from the journal. */
export async function journalOfRow(db: Db | Trx, key: JournalKey, inline: string | null): Promise<JournalEntry[]> {
  if (inline === null) return (await loadJournals(db, [key])).get(key.runId)?.entries ?? []
  const hashes = blobHashes(inline).map((hash) => ({ tenantId: key.tenantId, hash }))
  return decodeEntries(inline, await loadBlobs(db, hashes))
}
