const QUARTER_MS = 900_000
const MOST_KEPT = 20_000

export interface WallTime {
  /** Milliseconds that read as UTC show the local wall time. Null for what is no instant. */
  ms(instant: string): number | null
}

/** Local time of one timezone. Offsets change at quarters of an hour at most, so one is asked for per quarter and kept. */
export function wallTime(timezone: string): WallTime {
  const offsets = new Map<number, number>()
  return {
    ms(instant) {
      const at = Date.parse(instant)
      if (Number.isNaN(at)) return null
      const quarter = Math.floor(at / QUARTER_MS)
      let offset = offsets.get(quarter)
      if (offset === undefined) {
        offset = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).offsetNanoseconds / 1e6
        if (offsets.size >= MOST_KEPT) offsets.clear()
        offsets.set(quarter, offset)
      }
      return at + offset
    },
  }
}
