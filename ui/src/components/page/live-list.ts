/** What a list shows while new rows arrive: known rows change in place, unknown ones wait behind the "N novas" pill. */
export interface LiveList<Row> {
  rows: Row[]
  /** Rows that came since the reader last asked to see them, as far as they are known. */
  fresh: number
  /** More came than was fetched: nothing of what the reader was shown was reached. */
  hasMore: boolean
  /** Those of `rows` that what was fetched no longer reaches: shown as they were last known. */
  pushed: Row[]
}

interface Known<Row> {
  /** As the server has them now, from the top. */
  rows: readonly Row[]
  /** What the reader is being shown; null takes everything (first load, or nobody reads). */
  shown: readonly Row[] | null
  /** Whether the server has rows below the last one of `rows`. */
  isCut: boolean
  idOf(row: Row): string
}

/**
 * Nothing that is read moves: what was shown stays in its order, with what is known of it now. A shown row that is gone is
 * dropped, one that was pushed below what was fetched stays; rows below the last shown one are older pages and join at the
 * end. A list that is known whole and has nothing of what was shown is another list, and simply shown.
 */
export function liveList<Row>({ rows, shown, isCut, idOf }: Known<Row>): LiveList<Row> {
  const before = new Set((shown ?? []).map(idOf))
  const lastSeen = rows.findLastIndex((row) => before.has(idOf(row)))
  if (shown === null || shown.length === 0 || (lastSeen === -1 && !isCut)) return { rows: [...rows], fresh: 0, hasMore: false, pushed: [] }
  if (lastSeen === -1) return { rows: [...shown], fresh: rows.length, hasMore: true, pushed: [...shown] }
  const now = new Map(rows.map((row) => [idOf(row), row]))
  const lastKept = shown.findLastIndex((row) => now.has(idOf(row)))
  const kept = shown.slice(0, lastKept + 1).flatMap((row) => now.get(idOf(row)) ?? [])
  const pushed = isCut && lastSeen === rows.length - 1 ? shown.slice(lastKept + 1) : []
  const fresh = rows.slice(0, lastSeen).filter((row) => !before.has(idOf(row))).length
  return { rows: [...kept, ...pushed, ...rows.slice(lastSeen + 1)], fresh, hasMore: false, pushed }
}
