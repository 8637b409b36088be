import { readPath } from './lists-paths.ts'
import {
  addDecimals,
  type Decimal,
  decimalOf,
  decimalText,
  divideUnits,
  multiplyDecimals,
  negated,
  type Rounding,
  roundedUnits,
  unitsAt,
} from './money-decimal.ts'

/**
 * Exact decimal money for expressions, as `money.…`. Amounts go in as numbers or texts (`12.5`, `"1234.56"`, `"1.234,56"`,
 * `"R$ 1.234,56"`) and come out as decimal texts with two places; there are no binary fractions in between, and a result is rounded once.
 * What is not an amount, or could be two (`"1.234"`), is refused with TypeError.
 */
export type Amount = number | string

/** What `sum` reads in each item of a list: the item itself, a field (`"total"`, `"price.amount"`), or a function of the item. */
export type AmountOf<T> = string | ((item: T) => Amount)

const CENTS = 2

/**
 * An amount as decimal text, every place of it kept, at least two. `decimal` says which sign stands before the fraction.
 * @example money.parse('R$ 1.234,5') // '1234.50'
 * @example money.parse('1,234.56') // '1234.56'
 * @example money.parse('1.234', { decimal: ',' }) // '1234.00'
 */
export function parse(amount: Amount, options: { decimal?: ',' | '.' } = {}): string {
  const value = decimalOf(amount, options.decimal)
  const places = Math.max(value.scale, CENTS)
  return decimalText(unitsAt(value, places), places)
}

/**
 * Whether `parse` can read it.
 * @example money.isAmount('1.234,56') // true
 * @example money.isAmount('1.234') // false
 */
export function isAmount(value: unknown): boolean {
  try {
    decimalOf(value)
    return true
  } catch (error) {
    // Not being readable is the answer; anything else is a fault of ours.
    if (error instanceof TypeError) return false
    throw error
  }
}

/**
 * The sum of the amounts.
 * @example money.add(0.1, '0,20', 'R$ 1.000,00') // '1000.30'
 */
export function add(...amounts: Amount[]): string {
  return cents(total(amounts.map((amount) => decimalOf(amount))), 'half-up')
}

/**
 * The first amount less all the others.
 * @example money.subtract('10.00', 0.01, 9.99) // '0.00'
 */
export function subtract(first: Amount, ...others: Amount[]): string {
  return cents(total([decimalOf(first), ...others.map((amount) => negated(decimalOf(amount)))]), 'half-up')
}

/**
 * The sum over a list: of amounts, or of a field of its items.
 * @example money.sum([{ total: '10.10' }, { total: 0.2 }], 'total') // '10.30'
 * @example money.sum([1, 2], (n) => n * 2) // '6.00'
 */
export function sum<T>(list: readonly T[], of?: AmountOf<T>): string {
  if (!Array.isArray(list)) throw new TypeError('money.sum needs a list')
  return cents(total(list.map((item: T, i) => atItem(i, () => decimalOf(amountOf(item, of))))), 'half-up')
}

/**
 * Amount times a factor.
 * @example money.multiply('19.90', 3) // '59.70'
 * @example money.multiply('0.125', 1, 'half-even') // '0.12'
 */
export function multiply(amount: Amount, factor: Amount, rounding: Rounding = 'half-up'): string {
  return cents(multiplyDecimals(decimalOf(amount), decimalOf(factor)), rounding)
}

/**
 * Amount divided by a number. To share an amount out use `allocate`, which loses no cent. Throws RangeError for zero.
 * @example money.divide('10.00', 3) // '3.33'
 */
export function divide(amount: Amount, by: Amount, rounding: Rounding = 'half-up'): string {
  return decimalText(quotient(decimalOf(amount), decimalOf(by), CENTS, rounding), CENTS)
}

/**
 * So many per cent of an amount.
 * @example money.percent('199.90', 12.5) // '24.99'
 */
export function percent(amount: Amount, percentage: Amount, rounding: Rounding = 'half-up'): string {
  const { units, scale } = multiplyDecimals(decimalOf(amount), decimalOf(percentage))
  return cents({ units, scale: scale + 2 }, rounding)
}

/**
 * How many per cent of the whole a part is, as decimal text. Throws RangeError when the whole is zero.
 * @example money.percentOf('24.99', '199.90') // '12.50'
 */
export function percentOf(part: Amount, whole: Amount, places = 2): string {
  const { units, scale } = decimalOf(part)
  return decimalText(quotient({ units: units * 100n, scale }, decimalOf(whole), placesOf(places), 'half-up'), places)
}

/**
 * The amount with so many places, 0 to 20.
 * @example money.round(2.345) // '2.35'
 * @example money.round(2.345, 2, 'half-even') // '2.34'
 */
export function round(amount: Amount, places = 2, rounding: Rounding = 'half-up'): string {
  return decimalText(roundedUnits(decimalOf(amount), placesOf(places), rounding), places)
}

/**
 * Shares an amount out without losing or inventing a cent: in so many equal parts, or by weights. Cents left over go to the shares that
 * lost most by rounding, the earlier first. Throws RangeError for no parts, negative weights or weights of zero in all.
 * @example money.allocate('100.00', 3) // ['33.34', '33.33', '33.33']
 * @example money.allocate('10.00', [70, 20, 10]) // ['7.00', '2.00', '1.00']
 */
export function allocate(amount: Amount, parts: number | readonly Amount[]): string[] {
  const units = roundedUnits(decimalOf(amount), CENTS, 'half-up')
  const size = units < 0n ? -units : units
  const weights = weightsOf(parts)
  const all = weights.reduce((sum, weight) => sum + weight, 0n)
  if (all === 0n) throw new RangeError('money.allocate needs a weight above zero')
  const shares = weights.map((weight) => ({ units: (size * weight) / all, rest: (size * weight) % all }))
  let left = size - shares.reduce((sum, share) => sum + share.units, 0n)
  // Sorting is stable: among equal losses the earlier share comes first.
  for (const share of [...shares].sort((a, b) => (a.rest === b.rest ? 0 : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break
    share.units++
    left--
  }
  return shares.map((share) => decimalText(units < 0n ? -share.units : share.units, CENTS))
}

/**
 * -1, 0 or 1.
 * @example money.compare('9.99', 10) // -1
 */
export function compare(a: Amount, b: Amount): number {
  const { units } = addDecimals(decimalOf(a), negated(decimalOf(b)))
  return units === 0n ? 0 : units < 0n ? -1 : 1
}

/**
 * Whether two amounts are the same, however they are written.
 * @example money.equals('R$ 1.000,00', 1000) // true
 */
export function equals(a: Amount, b: Amount): boolean {
  return compare(a, b) === 0
}

/**
 * The smallest of the amounts.
 * @example money.min('10.00', 9.5) // '9.50'
 */
export function min(first: Amount, ...others: Amount[]): string {
  return parse(others.reduce((least: Amount, amount) => (compare(amount, least) < 0 ? amount : least), first))
}

/**
 * The largest of the amounts.
 * @example money.max('10.00', 9.5) // '10.00'
 */
export function max(first: Amount, ...others: Amount[]): string {
  return parse(others.reduce((most: Amount, amount) => (compare(amount, most) > 0 ? amount : most), first))
}

/**
 * The amount without its sign.
 * @example money.absolute('-0,01') // '0.01'
 */
export function absolute(amount: Amount): string {
  return parse(amount).replace('-', '')
}

/**
 * Whole cents, as an integer. Throws RangeError beyond what a number holds exactly.
 * @example money.toCents('12.34') // 1234
 */
export function toCents(amount: Amount): number {
  const value = Number(roundedUnits(decimalOf(amount), CENTS, 'half-up'))
  if (!Number.isSafeInteger(value)) throw new RangeError('the amount is too large for a number of cents')
  return value
}

/**
 * An amount of so many whole cents.
 * @example money.fromCents(1234) // '12.34'
 */
export function fromCents(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new TypeError('money.fromCents needs whole cents')
  return decimalText(BigInt(cents), CENTS)
}

/**
 * As a JSON number with two places, for providers that want one. Not for computing on.
 * @example money.toNumber('1.234,5') // 1234.5
 */
export function toNumber(amount: Amount): number {
  return Number(cents(decimalOf(amount), 'half-up'))
}

/**
 * As people write it in Brazil; an empty `symbol` leaves it out.
 * @example money.format(1234567.5) // 'R$ 1.234.567,50'
 * @example money.format('-0.01', '') // '-0,01'
 */
export function format(amount: Amount, symbol = 'R$'): string {
  const text = cents(decimalOf(amount), 'half-up')
  const [whole = '0', fraction = '00'] = text.replace('-', '').split('.')
  return `${text.startsWith('-') ? '-' : ''}${symbol === '' ? '' : `${symbol} `}${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${fraction}`
}

function cents(value: Decimal, rounding: Rounding): string {
  return decimalText(roundedUnits(value, CENTS, rounding), CENTS)
}

function total(values: readonly Decimal[]): Decimal {
  return values.reduce(addDecimals, { units: 0n, scale: CENTS })
}

function quotient(value: Decimal, by: Decimal, places: number, rounding: Rounding): bigint {
  // value/by at `places`: both as whole numbers of one scale first.
  const scale = Math.max(value.scale, by.scale)
  return divideUnits(unitsAt(value, scale) * 10n ** BigInt(places), unitsAt(by, scale), rounding)
}

function weightsOf(parts: number | readonly Amount[]): bigint[] {
  if (typeof parts === 'number') {
    if (!Number.isInteger(parts) || parts < 1 || parts > 10_000) throw new RangeError('money.allocate needs 1 to 10000 parts')
    return Array<bigint>(parts).fill(1n)
  }
  const weights = parts.map((part) => decimalOf(part))
  if (weights.some((weight) => weight.units < 0n)) throw new RangeError('money.allocate needs weights of zero or more')
  const scale = weights.reduce((most, weight) => Math.max(most, weight.scale), 0)
  return weights.map((weight) => unitsAt(weight, scale))
}

function placesOf(places: number): number {
  if (!Number.isInteger(places) || places < 0 || places > 20) throw new RangeError('an amount has 0 to 20 places')
  return places
}

function amountOf<T>(item: T, of: AmountOf<T> | undefined): unknown {
  if (of === undefined) return item
  return typeof of === 'function' ? of(item) : readPath(item, of)
}

function atItem<T>(index: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new TypeError(`item ${index}: ${error.message}`)
  }
}
