import { at, type HandlerContext, type Json, type ListInput, type ListPage, textOf } from '@tomada/sdk'
import { listRows, PAGE_SIZE, type Query } from '../client.ts'

const HOUR_MS = 3_600_000
/** What changed within this time is asked for hour by hour. */
const RECENT_MS = 48 * HOUR_MS
/** Their clock may be behind ours: an hour is over only after this. */
const SKEW_MS = HOUR_MS / 4
/** Bling's clock is Brasília's, which has had no daylight saving time since 2019. */
const BRASILIA_MS = -3 * HOUR_MS

/** One stretch of time of change. */
interface Stretch {
  from: number
  /** Null: up to now. */
  to: number | null
  /** What is written into its rows. */
  mark: string
}

/**
 * One page of a list that can be asked for what changed, but does not say when. Rows show little of a record, so a change may not
 * show in its row: each row is marked with the hour in which the record changed last, and with the time of the pass itself where that
 * hour is not over. A row that looks the same, mark and all, is a record that was read after its last change.
 * Without `since` all rows, unmarked. A page with fewer rows than asked for is the last: there is no total and no link.
 */
export async function changedRows(
  request: ListInput,
  ctx: HandlerContext,
  { path, query }: { path: string; query: Query },
): Promise<ListPage> {
  const { checkpoint, since, limit } = request
  const number = Number(at(checkpoint, 'page') ?? 1)
  const size = Math.min(limit, PAGE_SIZE)
  if (since === null) {
    const rows = await listRows(ctx, path, query, { number, size })
    return { records: rows, checkpoint: { page: number + 1 }, done: rows.length < size }
  }
  const begunAt = Number(at(checkpoint, 'begunAt') ?? ctx.now + BRASILIA_MS)
  const from = Number(at(checkpoint, 'from') ?? floorHour(parse(String(since))))
  const until = textOf(request.until)
  const stretch = stretchAt(from, until === null ? null : parse(until), begunAt)
  const period = { dataAlteracaoInicial: write(from), dataAlteracaoFinal: stretch.to === null ? null : write(stretch.to) }
  const rows = await listRows(ctx, path, { ...query, ...period }, { number, size })
  const records = rows.map((row) => marked(row, stretch.mark))
  if (rows.length >= size) return { records, checkpoint: { begunAt, from, page: number + 1 }, done: false }
  return { records, checkpoint: { begunAt, from: stretch.to ?? 0, page: 1 }, done: stretch.to === null || isOver(stretch.to, until) }
}

function stretchAt(from: number, until: number | null, begunAt: number): Stretch {
  const openHour = floorHour(begunAt - SKEW_MS)
  const recent = floorHour(begunAt - RECENT_MS)
  const pass = `lido ${begunAt}`
  if (from < recent) return { from, to: until === null ? recent : Math.min(recent, until), mark: pass }
  if (from >= openHour) return { from, to: until, mark: pass }
  return { from, to: until === null ? from + HOUR_MS : Math.min(from + HOUR_MS, until), mark: write(from) }
}

function isOver(to: number, until: string | null): boolean {
  return until !== null && to >= parse(until)
}

function marked(row: Json, mark: string): Json {
  return typeof row === 'object' && row !== null && !Array.isArray(row) ? { ...row, alteradoDesde: mark } : row
}

function floorHour(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS
}

/** `2026-11-23 08:00:00`, taken for UTC: only differences and whole hours matter. */
function parse(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

function write(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
