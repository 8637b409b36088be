/**
 * `21/11/2026 14:30` or `2026-11-21 14:30`, as clocks in the timezone show it, as an RFC 3339 instant. Null when it is no time.
 * A time that the clocks skip or show twice becomes one of the instants beside it.
 */
export function localToInstant(text: string, timezone: string): string | null {
  const brazilian = /^(\d{2})\/(\d{2})\/(\d{4})(?:[ ,T]+(\d{2}):(\d{2}))?$/.exec(text.trim())
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[ ,T]+(\d{2}):(\d{2}))?$/.exec(text.trim())
  const [year, month, day] = brazilian ? [brazilian[3], brazilian[2], brazilian[1]] : [iso?.[1], iso?.[2], iso?.[3]]
  const [hour, minute] = [(brazilian ?? iso)?.[4] ?? '00', (brazilian ?? iso)?.[5] ?? '00']
  const wanted = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`)
  if (Number.isNaN(wanted)) return null
  try {
    // Twice: the offset at the first guess may be the one before a change.
    const guess = wanted - offsetAt(wanted, timezone)
    return new Date(wanted - offsetAt(guess, timezone)).toISOString()
  } catch {
    return null // No such timezone.
  }
}

/** Milliseconds that clocks in the timezone are ahead of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant)
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '00'
  return (
    Date.parse(`${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}Z`) -
    Math.floor(instant / 1000) * 1000
  )
}
