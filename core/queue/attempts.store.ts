import type { Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { JournalEntry } from '../runs/journal.types.ts'

/** Entries that are looked at: the tries of the step a run is at are its last ones. */
const LAST_ROWS = 20
/** A run of one commit keeps its journal in its row; one that is larger has its tries shown in the inspector only. */
const MAX_INLINE_CHARS = 1_000_000

/** How often each run has tried the outside step that it tried last. Absent: it tried none. App role, one tenant. */
export async function attemptsOf(trx: Trx, tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await trx.raw<{ rows: Array<{ id: string; entries: string }> }>(
    `WITH wanted AS (SELECT * FROM unnest(:days::date[], :ids::text[]) AS w(day, id))
     SELECT w.id, j.entries FROM wanted w CROSS JOIN LATERAL (
       SELECT l.seq, l.entries FROM journal l WHERE l.tenant_id = :tenantId AND l.day = w.day AND l.run_id = w.id ORDER BY l.seq DESC LIMIT :lastRows
     ) j
     UNION ALL SELECT r.id, r.journal FROM wanted w JOIN runs r ON r.tenant_id = :tenantId AND r.day = w.day AND r.id = w.id
     WHERE length(r.journal) <= :maxInline`,
    { tenantId, ids: [...ids], days: ids.map(dayOfId), lastRows: LAST_ROWS, maxInline: MAX_INLINE_CHARS },
  )
  const last = new Map<string, { at: number; attempt: number }>()
  for (const { id, entries } of rows) {
    for (const tried of triesIn(entries)) {
      const known = last.get(id)
      if (known === undefined || tried.at >= known.at) last.set(id, tried)
    }
  }
  return new Map([...last].map(([id, { attempt }]) => [id, attempt]))
}

/** Rows are written by us only; outputs that are stored elsewhere are not needed here. */
function triesIn(text: string): Array<{ at: number; attempt: number }> {
  const entries: JournalEntry[] = JSON.parse(text)
  return entries.flatMap((entry) => ('attempt' in entry && entry.attempt > 0 ? [{ at: entry.at, attempt: entry.attempt }] : []))
}
