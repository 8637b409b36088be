import type { Json } from '../../sdk/flow/definition.ts'

/** `units` ten-to-the-minus-`scale`: 1.50 is 150 at scale 2. */
export interface Decimal {
  units: bigint
  scale: number
}

const MAX_DIGITS = 60
const SHAPE = /^([+-]?)(\d{1,60})(?:\.(\d{1,60}))?(?:e([+-]?\d{1,3}))?$/i

/** The exact decimal of a JSON number or a text; null for anything else, and for more than 60 digits. */
export function readDecimal(value: Json | undefined): Decimal | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const [, sign, whole = '', fraction = '', exponent = '0'] = SHAPE.exec(String(value).trim()) ?? []
  if (sign === undefined) return null
  const shift = Number(exponent)
  const scale = Math.max(0, fraction.length - shift)
  const zeros = Math.max(0, shift - fraction.length)
  if (whole.length + zeros > MAX_DIGITS || scale > MAX_DIGITS) return null
  const units = BigInt(whole + fraction) * 10n ** BigInt(zeros)
  return { units: sign === '-' ? -units : units, scale }
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale }
}

/** A JSON number when reading it back gives the very same decimal, else its digits as text. */
export function writeDecimal(value: Decimal): number | string {
  const text = digitsOf(value)
  const number = Number(text)
  const back = readDecimal(number)
  return back !== null && digitsOf(back) === text ? number : text
}

function unitsAt({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale)
}

/** Plain digits without an exponent and without zeros at the end of the fraction. */
function digitsOf({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  const plain = scale === 0 || fraction === '' ? whole : `${whole}.${fraction}`
  return units < 0n ? `-${plain}` : plain
}
