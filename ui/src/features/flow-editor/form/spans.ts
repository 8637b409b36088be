export type SpanUnit = 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'days'

export const UNIT_MS: Record<SpanUnit, number> = { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 }

/** The largest of the units in which the span is a whole number; the first one when there is none. */
export function spanUnit(ms: number | undefined, units: readonly SpanUnit[]): SpanUnit {
  const whole = ms === undefined ? [] : units.filter((unit) => ms % UNIT_MS[unit] === 0)
  return (
    whole.reduce<SpanUnit | undefined>((best, unit) => (best && UNIT_MS[best] > UNIT_MS[unit] ? best : unit), undefined) ??
    units[0] ??
    'seconds'
  )
}
