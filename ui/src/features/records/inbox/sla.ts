/** How a question stands against the time in which it should be answered. */
export interface Sla {
  state: 'inTime' | 'soon' | 'late'
  /** RFC 3339. */
  dueAt: string
}

/** The last quarter of the time is when somebody should hurry. */
const HURRY = 0.25

/** Null where the connector names no time, or the record does not say since when it waits. */
export function slaOf(askedAt: unknown, targetSeconds: number | null, nowMs: number): Sla | null {
  const asked = typeof askedAt === 'string' ? Date.parse(askedAt) : Number.NaN
  if (targetSeconds === null || Number.isNaN(asked)) return null
  const due = asked + targetSeconds * 1000
  const left = due - nowMs
  return { state: left <= 0 ? 'late' : left < targetSeconds * 1000 * HURRY ? 'soon' : 'inTime', dueAt: new Date(due).toISOString() }
}
