/**
 * A moment: a Date (or a luxon DateTime), epoch milliseconds, or a text: ISO 8601 with or without offset, `21/11/2026 14:30` (day first, always),
 * `2026-11-21 14:30:00`, `20261121`, `21 de novembro de 2026`, `Sat, 21 Nov 2026 14:30:00 -0300`. Without an offset it is meant in the timezone of the call;
 * without a time it is the start of that day.
 */
export type Moment = Date | string | number | { valueOf(): number }

export const DEFAULT_TIMEZONE = 'America/Sao_Paulo'

export const MONTHS = [
  'janeiro',
  'fevereiro',
  'março',
  'abril',
  'maio',
  'junho',
  'julho',
  'agosto',
  'setembro',
  'outubro',
  'novembro',
  'dezembro',
]

const ENGLISH_MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Named parts of a text. `zone` is an offset. */
interface Parts {
  year: string
  month: string
  day: string
  hour?: string
  minute?: string
  second?: string
  fraction?: string
  zone?: string
}

const TIME = String.raw`(?<hour>\d{1,2})[:h](?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?`
const ZONE = String.raw`(?:\s?(?<zone>Z|GMT|UTC|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?))?`

const FORMS = [
  new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ]${TIME}${ZONE})?(?:\[[^\]]{1,64}\])?$`, 'i'),
  new RegExp(String.raw`^(?<day>\d{1,2})(?<sign>[/.-])(?<month>\d{1,2})\k<sign>(?<year>\d{4})(?:,?\s+(?:às\s+)?${TIME}${ZONE})?$`, 'i'),
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2}))?$/,
  new RegExp(String.raw`^(?<day>\d{1,2})º?\s+de\s+(?<month>[a-zç]{4,9})\s+de\s+(?<year>\d{4})(?:,?\s+(?:às\s+)?${TIME})?$`, 'i'),
  new RegExp(String.raw`^(?:[a-z]{3},\s+)?(?<day>\d{1,2})\s+(?<month>[a-z]{3})\s+(?<year>\d{4})\s+${TIME}${ZONE}$`, 'i'),
]

/** The moment in a timezone. Throws TypeError that says what cannot be read, or RangeError for a timezone that does not exist. */
export function zonedOf(moment: unknown, timezone: string, pattern?: string): Temporal.ZonedDateTime {
  checkTimezone(timezone)
  if (typeof moment === 'string') return ofText(moment, timezone, pattern === undefined ? FORMS : [patternForm(pattern)])
  const ms = typeof moment === 'object' && moment !== null ? millisecondsOf(moment) : moment
  if (typeof ms !== 'number' || !(Math.abs(ms) <= 8.64e15)) throw notAMoment(moment)
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(ms)).toZonedDateTimeISO(timezone)
}

function millisecondsOf(moment: object): unknown {
  // Temporal's own moments refuse valueOf.
  const epoch: unknown = Reflect.get(moment, 'epochMilliseconds')
  return epoch === undefined ? moment.valueOf() : epoch
}

function checkTimezone(timezone: string): void {
  if (typeof timezone !== 'string' || !/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(timezone)) throw notATimezone(timezone)
}

function ofText(text: string, timezone: string, forms: readonly RegExp[]): Temporal.ZonedDateTime {
  const bare = text.trim()
  const parts = bare.length > 60 ? undefined : forms.map((form) => form.exec(bare)?.groups).find((groups) => groups !== undefined)
  if (!hasDay(parts)) throw notAMoment(text)
  const local = localOf(parts, text)
  try {
    const { zone } = parts
    if (zone === undefined) return local.toZonedDateTime(timezone)
    return local.toZonedDateTime(/^[+-]/.test(zone) ? offsetOf(zone) : 'UTC').withTimeZone(timezone)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw /time ?zone/i.test(error.message) ? notATimezone(timezone) : notAMoment(text)
  }
}

function hasDay(groups: Partial<Record<string, string>> | undefined): groups is Parts & Record<string, string> {
  return groups?.['year'] !== undefined && groups['month'] !== undefined && groups['day'] !== undefined
}

function localOf(parts: Parts, text: string): Temporal.PlainDateTime {
  const [year, month, day] = [Number(parts.year), monthOf(parts.month), Number(parts.day)]
  if (month < 1 || month > 12) throw new TypeError(`${JSON.stringify(text)}: there is no month ${parts.month}`)
  const days = Temporal.PlainYearMonth.from({ year, month }).daysInMonth
  if (day < 1 || day > days) throw new TypeError(`${JSON.stringify(text)}: ${MONTHS[month - 1]} de ${year} has no day ${day}`)
  const [hour, minute, second] = [Number(parts.hour ?? 0), Number(parts.minute ?? 0), Number(parts.second ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) throw new TypeError(`${JSON.stringify(text)}: there is no such time of day`)
  const millisecond = Number((parts.fraction ?? '').padEnd(3, '0').slice(0, 3))
  return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second, millisecond })
}

function monthOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const name = text.toLowerCase()
  return (name.length === 3 ? ENGLISH_MONTHS : MONTHS).findIndex((month) => month === name || month === name.replace('marco', 'março')) + 1
}

function offsetOf(zone: string): string {
  const digits = zone.replace(':', '')
  return `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`
}

/** A pattern of `format`'s tokens, as a form. */
function patternForm(pattern: string): RegExp {
  const tokens: Record<string, string> = {
    yyyy: String.raw`(?<year>\d{4})`,
    MM: String.raw`(?<month>\d{1,2})`,
    dd: String.raw`(?<day>\d{1,2})`,
    HH: String.raw`(?<hour>\d{1,2})`,
    mm: String.raw`(?<minute>\d{2})`,
    ss: String.raw`(?<second>\d{2})`,
    SSS: String.raw`(?<fraction>\d{3})`,
    XXX: String.raw`(?<zone>Z|[+-]\d{2}:?\d{2})`,
  }
  const parts = pattern.split(/(yyyy|MM|dd|HH|mm|ss|SSS|XXX)/)
  const names = parts.filter((part) => Object.hasOwn(tokens, part))
  if (!['yyyy', 'MM', 'dd'].every((name) => names.includes(name)) || new Set(names).size < names.length) {
    throw new TypeError(`the pattern ${JSON.stringify(pattern.slice(0, 40))} needs yyyy, MM and dd, each token once`)
  }
  return new RegExp(`^${parts.map((part) => tokens[part] ?? RegExp.escape(part)).join('')}$`)
}

function notAMoment(value: unknown): TypeError {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value).slice(0, 40)
  return new TypeError(`not a moment: ${shown}`)
}

function notATimezone(timezone: unknown): RangeError {
  return new RangeError(`not a timezone: ${String(timezone).slice(0, 40)} (for example America/Sao_Paulo)`)
}
