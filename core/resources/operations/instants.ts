import type { Json } from '../../../sdk/flow/definition.ts'
import type { Cursor } from '../../../sdk/manifest.gen.ts'
import { toIso } from '../../platform/clock.ts'

/** How the provider is told about an instant: text, or a number for the epoch formats. `bound`: seconds are cut down for `since`, up for `until`. */
export function writeInstant(
  epochMs: number,
  { format, timezone }: Pick<Cursor, 'format' | 'timezone'>,
  bound: 'since' | 'until',
): string | number {
  const seconds = bound === 'since' ? Math.floor(epochMs / 1000) : Math.ceil(epochMs / 1000)
  switch (format) {
    case 'epochMs':
      return epochMs
    case 'epochSeconds':
      return seconds
    case 'rfc3339':
      return timezone === 'UTC' ? toIso(epochMs) : zoned(epochMs, timezone).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 })
    case 'date':
      return zoned(epochMs, timezone).toPlainDate().toString()
    case 'datetime':
      return plainText(seconds * 1000, timezone).join('T')
    case 'yyyy-MM-dd HH:mm:ss':
      return plainText(seconds * 1000, timezone).join(' ')
    case 'dd/MM/yyyy':
      return brazilian(zoned(epochMs, timezone).toPlainDate().toString())
    case 'dd/MM/yyyy HH:mm:ss': {
      const [date, time] = plainText(seconds * 1000, timezone)
      return `${brazilian(date)} ${time}`
    }
  }
}

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?$/
const BRAZILIAN = /^(\d{2})\/(\d{2})\/(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?$/
const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$/i
/** From here on a number is milliseconds, not seconds: 1973 in one, the year 5138 in the other. */
const FIRST_EPOCH_MS = 100_000_000_000

/**
 * Milliseconds since the epoch of whatever providers write: RFC 3339, local times and dates in `timezone` (UTC unless said),
 * `dd/MM/yyyy [HH:mm:ss]`, seconds or milliseconds since the epoch. Null when it cannot be read, and for `0000-00-00`.
 */
export function readInstant(value: Json | undefined, timezone = 'UTC'): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value < FIRST_EPOCH_MS ? value * 1000 : value) : null
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (/^\d{9,14}$/.test(text)) return readInstant(Number(text))
  if (ZONED.test(text)) return orNull(Date.parse(text.replace(/\s(?=[Z+-])/i, '').replace(' ', 'T')))
  const local = LOCAL.exec(text)
  if (local !== null) return instantOf([local[1], local[2], local[3], local[4], local[5], local[6], local[7]], timezone)
  const brazil = BRAZILIAN.exec(text)
  return brazil === null ? null : instantOf([brazil[3], brazil[2], brazil[1], brazil[4], brazil[5], brazil[6]], timezone)
}

function instantOf(parts: ReadonlyArray<string | undefined>, timezone: string): number | null {
  const [year = '0', month = '0', day = '0', hour = '0', minute = '0', second = '0', fraction = '0'] = parts
  try {
    const plain = Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second),
        millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
      },
      { overflow: 'reject' },
    )
    return plain.toZonedDateTime(timezone).epochMilliseconds
  } catch {
    // RangeError: 31/02, 0000-00-00 and the like are no dates, and providers do send them.
    return null
  }
}

function orNull(epochMs: number): number | null {
  return Number.isNaN(epochMs) ? null : epochMs
}

function zoned(epochMs: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone)
}

function plainText(epochMs: number, timezone: string): [date: string, time: string] {
  const [date = '', time = ''] = zoned(epochMs, timezone).toPlainDateTime().toString({ smallestUnit: 'second' }).split('T')
  return [date, time]
}

function brazilian(date: string): string {
  return date.split('-').reverse().join('/')
}
