/** What the list shows while new rows arrive: known rows change in place, unknown ones wait behind the "N novas" pill. */
export interface LiveList<Row extends { id: string }> {
  rows: Row[]
  /** Rows that came at the top since the reader last asked to see them. */
  fresh: number
}

/**
 * `seen` holds the ids the reader has been shown, oldest page last; null shows everything (first load, or after a click).
 * Rows past the last seen one are older pages and always shown.
 */
export function liveList<Row extends { id: string }>(rows: readonly Row[], seen: ReadonlySet<string> | null): LiveList<Row> {
  if (seen === null) return { rows: [...rows], fresh: 0 }
  const firstSeen = rows.findIndex((row) => seen.has(row.id))
  if (firstSeen === -1) return { rows: [...rows], fresh: 0 }
  return { rows: rows.slice(firstSeen), fresh: firstSeen }
}
