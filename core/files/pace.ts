export interface Pace {
  rowsPerSec: number | null
  etaSeconds: number | null
}

export const NO_PACE: Pace = { rowsPerSec: null, etaSeconds: null }

/** Before this long nobody can say how fast it goes. */
const LEAST_MS = 500

/** Rows a second since it began, and seconds that the rest takes at that pace; null while that is a guess. */
export function paceOf(done: number, total: number | null, elapsedMs: number): Pace {
  if (done === 0 || elapsedMs < LEAST_MS) return NO_PACE
  const rowsPerSec = (done / elapsedMs) * 1000
  return { rowsPerSec: Math.round(rowsPerSec), etaSeconds: total === null ? null : Math.ceil(Math.max(0, total - done) / rowsPerSec) }
}
