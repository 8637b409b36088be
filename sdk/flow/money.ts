/**
 * Exact decimal money for expressions, as `money.…`. Amounts go in as numbers or texts (`12.5`, `"1234.56"`, `"1.234,56"`,
 * `"R$ 1.234,56"`) and come out as decimal texts with two places; no binary fractions in between. Throws on anything else.
 */
export type Amount = number | string

const PLACES = 4
const SCALE = 10n ** BigInt(PLACES)
const CENT = SCALE / 100n

/** `money.add(10.1, 0.2)` is `"10.30"`. */
export function add(...amounts: Amount[]): string {
  return toText(amounts.reduce((sum, amount) => sum + parse(amount), 0n))
}

/** The first amount less all the others. */
export function subtract(first: Amount, ...others: Amount[]): string {
  return toText(others.reduce((rest: bigint, amount) => rest - parse(amount), parse(first)))
}

/** Amount times a factor of up to four decimal places, half a cent rounded away from zero. */
export function multiply(amount: Amount, factor: Amount): string {
  return toText(divideRounded(parse(amount) * parse(factor), SCALE))
}

/** Whole cents, as an integer: `money.toCents("12.34")` is `1234`. */
export function toCents(amount: Amount): number {
  return Number(divideRounded(parse(amount), CENT))
}

export function fromCents(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new TypeError('money.fromCents needs whole cents')
  return toText(BigInt(cents) * CENT)
}

/** As a JSON number with two places, for providers that want one. */
export function toNumber(amount: Amount): number {
  return Number(toText(parse(amount)))
}

/** -1, 0 or 1. */
export function compare(a: Amount, b: Amount): number {
  const difference = parse(a) - parse(b)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

/** `R$ 1.234,56`. */
export function format(amount: Amount): string {
  const [whole = '0', cents = '00'] = toText(parse(amount)).replace('-', '').split('.')
  const sign = parse(amount) < 0n ? '-' : ''
  return `${sign}R$ ${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${cents}`
}

/** Ten-thousandths. More than four decimal places are rounded. */
function parse(amount: Amount): bigint {
  const text = plainText(amount)
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) throw new TypeError(`not an amount of money: ${String(amount).slice(0, 40)}`)
  const [, sign, whole = '0', fraction = ''] = match
  const digits = fraction.padEnd(PLACES + 1, '0')
  const kept = BigInt(whole + digits.slice(0, PLACES)) + (digits.charAt(PLACES) >= '5' ? 1n : 0n)
  return sign === '-' ? -kept : kept
}

function plainText(amount: Amount): string {
  if (typeof amount === 'number') {
    const shortest = String(amount)
    return shortest.includes('e') ? amount.toFixed(PLACES + 1) : shortest
  }
  if (typeof amount !== 'string') throw new TypeError(`not an amount of money: ${typeof amount}`)
  const bare = amount.replace(/^\s*(-?)\s*(?:R\$)?\s*/, '$1').trim()
  return bare.includes(',') ? bare.replaceAll('.', '').replace(',', '.') : bare
}

function divideRounded(value: bigint, by: bigint): bigint {
  const half = by / 2n
  return value < 0n ? -((-value + half) / by) : (value + half) / by
}

function toText(scaled: bigint): string {
  const cents = divideRounded(scaled, CENT)
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
