import { type Bulk, type BulkAction, listBulks } from '#lib/api/bulk.ts'
import { keys } from '#lib/api/queries.ts'
import { m } from '#lib/paraglide/messages.js'

const ASK_EVERY_MS = 1000

/** Work on many runs; asked again every second as long as one goes on, so a reload or another page finds it again. */
export const bulksQuery = () => ({
  queryKey: keys.bulks,
  queryFn: listBulks,
  refetchInterval: (query: { state: { data?: { items: Bulk[] } } }) =>
    (query.state.data?.items ?? []).some((bulk) => bulk.status === 'running') ? ASK_EVERY_MS : false,
})

export const ACTION_WORDS: Record<
  BulkAction,
  { verb: () => string; title: () => string; text: () => string; now: () => string; over: () => string }
> = {
  retry: { verb: m.bulk_retry, title: m.bulk_retry_title, text: m.bulk_retry_text, now: m.bulk_job_retry, over: m.bulk_job_retry_over },
  cancel: {
    verb: m.bulk_cancel,
    title: m.bulk_cancel_title,
    text: m.bulk_cancel_text,
    now: m.bulk_job_cancel,
    over: m.bulk_job_cancel_over,
  },
  resolve: {
    verb: m.bulk_resolve,
    title: m.bulk_resolve_title,
    text: m.bulk_resolve_text,
    now: m.bulk_job_resolve,
    over: m.bulk_job_resolve_over,
  },
}

/** Milliseconds until it is over at the pace so far; null as long as nobody can tell. */
export function remainingMs({ askedAt, done, refused, total, status }: Bulk, now: number): number | null {
  const worked = done + refused
  const elapsed = now - Date.parse(askedAt)
  if (status !== 'running' || worked < 5 || elapsed < 2000) return null
  return Math.max(1000, ((total - worked) * elapsed) / worked)
}
