import type { SyncResult } from '../sync-suite.ts'

/** What the platform owes with a million records, whatever the machine. */
const MOST_P95_MS = 200
const LEAST_RECORDS_PER_SEC = 2_000
/** Of a bare batched upsert of the same records in the same run. */
const LEAST_SHARE_OF_BARE = 0.5
/** A call of a connector's code, over the provider's own time. */
const MOST_HANDLER_MS = 2

/** Each figure that is not as it must be, as a sentence. */
export function syncFaults({ backfill, handler, ...pages }: SyncResult): string[] {
  const slow = Object.entries(pages).flatMap(([name, { p95Ms, slowest }]) =>
    p95Ms <= MOST_P95_MS ? [] : [`${name} takes ${p95Ms} ms at p95; it must be at most ${MOST_P95_MS} ms (slowest ${slowest})`],
  )
  const { recordsPerSec, ofBare } = backfill
  return [
    ...slow,
    ...(recordsPerSec >= LEAST_RECORDS_PER_SEC
      ? []
      : [`a backfill stores ${recordsPerSec} records a second; it must be ${LEAST_RECORDS_PER_SEC}`]),
    ...(ofBare >= LEAST_SHARE_OF_BARE
      ? []
      : [`a backfill is ${ofBare.toFixed(2)} × a bare upsert; it must be at least ${LEAST_SHARE_OF_BARE} ×`]),
    ...(handler.p95OverheadMs <= MOST_HANDLER_MS
      ? []
      : [`a handler call costs ${handler.p95OverheadMs} ms at p95; it must be at most ${MOST_HANDLER_MS} ms`]),
  ]
}
