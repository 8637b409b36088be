/** Exact decimals for money: whole numbers beside a scale, never binary fractions. */
export interface Decimal {
  units: bigint
  /** Places after the point: the value is units / 10^scale. */
  scale: number
}

/**
 * What happens to the rest: `half-up` (the usual one: half a cent away from zero), `half-even` (NBR 5891, to the even neighbour),
 * `up` (away from zero), `down` (cut off).
 */
export type Rounding = 'half-up' | 'half-even' | 'up' | 'down'

type Separator = ',' | '.'

/** Longer is no amount of anything, and would only cost time. */
const MAX_CHARS = 60
const MAX_SCALE = 40

/**
 * A number, or a text such as `1234.56`, `1.234,56`, `1,234.56`, `R$ 1.234,56`. One separator before exactly three digits (`1.234`) can be
 * read in two ways: after R$ it is read the Brazilian way, otherwise `decimal` must say which it is.
 * Throws TypeError for anything that is not an amount, and for what is ambiguous.
 */
export function decimalOf(value: unknown, decimal?: Separator): Decimal {
  if (typeof value === 'number') return ofNumber(value)
  if (typeof value !== 'string') throw new TypeError(`not an amount of money: ${value === null ? 'null' : typeof value}`)
  const match = value.length > MAX_CHARS ? null : /^([+-]?)\s*(R\$)?\s*([+-]?)(\d[\d.,]*)$/.exec(value.trim())
  const [, sign = '', symbol, innerSign = '', digits = ''] = match ?? []
  const parts =
    match === null || (sign !== '' && innerSign !== '') ? null : splitDigits(digits, decimal ?? separatorIn(digits, symbol !== undefined))
  if (parts === null) throw new TypeError(`not an amount of money: ${JSON.stringify(value.slice(0, MAX_CHARS))}`)
  const units = BigInt(parts.whole + parts.fraction)
  return { units: sign === '-' || innerSign === '-' ? -units : units, scale: parts.fraction.length }
}

/** The sign that stands before the fraction; null when there is no fraction. */
function separatorIn(digits: string, isReal: boolean): Separator | null {
  const dots = digits.split('.').length - 1
  const commas = digits.split(',').length - 1
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ','
  if (dots + commas !== 1) return null
  if (!/^[1-9]\d{0,2}[.,]\d{3}$/.test(digits)) return dots === 1 ? '.' : ','
  if (isReal) return commas === 1 ? ',' : null
  const [whole, rest] = digits.split(/[.,]/)
  throw new TypeError(
    `${JSON.stringify(digits)} may be ${whole}${rest} or ${whole}.${rest}: read it with money.parse(value, { decimal: ',' }) or { decimal: '.' }`,
  )
}

function splitDigits(digits: string, decimal: Separator | null): { whole: string; fraction: string } | null {
  const [grouped = '', fraction = '', ...more] = decimal === null ? [digits] : digits.split(decimal)
  if (more.length > 0 || (decimal !== null && digits.includes(decimal) && fraction === '') || /\D/.test(fraction)) return null
  // Groups of three, all parted by the same sign.
  const group =
    decimal === null
      ? /^(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)$/
      : decimal === ','
        ? /^(?:\d+|\d{1,3}(?:\.\d{3})+)$/
        : /^(?:\d+|\d{1,3}(?:,\d{3})+)$/
  return group.test(grouped) ? { whole: grouped.replace(/[.,]/g, ''), fraction } : null
}

/** The shortest decimal that is this number, as people see it: 0.1 is one tenth. */
function ofNumber(value: number): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? []
  const scale = fraction.length - Number(exponent)
  if (match === null || scale > MAX_SCALE || scale < -MAX_SCALE) throw new TypeError(`not an amount of money: ${value}`)
  const digits = BigInt(whole + fraction) * (scale < 0 ? 10n ** BigInt(-scale) : 1n)
  return { units: sign === '-' ? -digits : digits, scale: Math.max(scale, 0) }
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale }
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale }
}

export function negated({ units, scale }: Decimal): Decimal {
  return { units: -units, scale }
}

/** The units at a scale that is at least the value's own. */
export function unitsAt({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale)
}

/** The value at this many places, as units. */
export function roundedUnits({ units, scale }: Decimal, places: number, rounding: Rounding): bigint {
  return places >= scale ? unitsAt({ units, scale }, places) : divideUnits(units, 10n ** BigInt(scale - places), rounding)
}

/** A whole quotient; throws RangeError for a division by zero. */
export function divideUnits(value: bigint, by: bigint, rounding: Rounding): bigint {
  if (by === 0n) throw new RangeError('money cannot be divided by zero')
  const isNegative = value < 0n !== by < 0n
  const size = value < 0n ? -value : value
  const divisor = by < 0n ? -by : by
  const whole = size / divisor
  const rest = size % divisor
  const made = rest !== 0n && isRoundedUp(whole, rest * 2n, divisor, rounding) ? whole + 1n : whole
  return isNegative ? -made : made
}

function isRoundedUp(whole: bigint, twiceRest: bigint, divisor: bigint, rounding: Rounding): boolean {
  switch (rounding) {
    case 'half-up':
      return twiceRest >= divisor
    case 'half-even':
      return twiceRest > divisor || (twiceRest === divisor && whole % 2n === 1n)
    case 'up':
      return true
    case 'down':
      return false
    default:
      throw new TypeError(`not a way of rounding: ${String(rounding satisfies never).slice(0, 40)} (half-up, half-even, up or down)`)
  }
}

/** Decimal text with a point. */
export function decimalText(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return `${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`
}
