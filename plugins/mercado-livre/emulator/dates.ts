const FOUR_HOURS_MS = 4 * 3_600_000

/** Orders carry milliseconds and the offset -04:00: `2026-05-27T10:01:50.000-04:00`. */
export function orderDate(epochMs: number): string {
  return new Date(epochMs - FOUR_HOURS_MS).toISOString().replace('Z', '-04:00')
}

/** Items and notifications are in UTC. */
export function utcDate(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

/** Cents as the number the API shows: 4990 → 49.9. */
export function reais(cents: number): number {
  return cents / 100
}
