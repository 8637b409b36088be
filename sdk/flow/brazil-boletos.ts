import { decimalText } from './money-decimal.ts'

/**
 * Payment slips (boletos) for expressions, as `boleto.…`: the typed line of 47 digits (bank) or 48 (taxes and utilities), or the bar code of 44.
 * Sources: FEBRABAN, "Layout Padrão de Arrecadação/Recebimento com Código de Barras" v7; Banco Central, Carta-Circular 2.926 and its revision of the due-date factor, which began
 * again at 1000 on 2025-02-22.
 */
export interface Boleto {
  kind: 'bank' | 'utility'
  /** 44 digits. */
  barcode: string
  /** Three digits, or null for taxes and utilities. */
  bank: string | null
  /** Decimal text, or null when the slip leaves it open. */
  amount: string | null
  /** `yyyy-MM-dd`, or null when the slip has none. */
  dueDate: string | null
}

/**
 * What the slip says, all its check digits verified, or TypeError that says what is wrong. The due date is a number of days that began again in 2025: of the two
 * dates it can mean, the one nearer to `near` (now, unless given as a Date or ISO text) is taken.
 * @example boleto.parse('00190.50095 40144.816069 06809.350314 3 37370000000100', { near: '2008-01-01' }) // { kind: 'bank', barcode: '00193373700000001000500940144816060680935031', bank: '001', amount: '1.00', dueDate: '2007-12-31' }
 */
export function parse(value: unknown, options: { near?: string | number | Date } = {}): Boleto {
  const barcode = toBarcode(value)
  return barcode.startsWith('8') ? utilityOf(barcode) : bankOf(barcode, new Date(options.near ?? Date.now()))
}

/**
 * Whether it is a typed line or a bar code with all its check digits right.
 * @example boleto.isValid('00190.50095 40144.816069 06809.350314 4 37370000000100') // false
 */
export function isValid(value: unknown): boolean {
  return typeof readBarcode(value) !== 'object'
}

/**
 * The 44 digits of the bar code, from the typed line or itself. Throws TypeError that says what is wrong.
 * @example boleto.toBarcode('00190.50095 40144.816069 06809.350314 3 37370000000100') // '00193373700000001000500940144816060680935031'
 */
export function toBarcode(value: unknown): string {
  const read = readBarcode(value)
  if (typeof read === 'object') throw new TypeError(`not a boleto: ${read.fault}`)
  return read
}

function readBarcode(value: unknown): string | { fault: string } {
  const digits = String(value ?? '').replace(/[\s.-]/g, '')
  if (!/^\d+$/.test(digits)) return { fault: 'it holds something else than digits' }
  if (digits.length === 47 && !digits.startsWith('8')) return fromBankLine(digits)
  if (digits.length === 48 && digits.startsWith('8')) return fromUtilityLine(digits)
  if (digits.length === 44) return digits.startsWith('8') ? checkedUtility(digits) : checkedBank(digits)
  return { fault: `it has ${digits.length} digits instead of 47, 48 or 44` }
}

/** Fields of 10, 11 and 11 digits end in a check digit of their own; then the bar code's digit, factor and amount. */
function fromBankLine(line: string): string | { fault: string } {
  const fields = [line.slice(0, 10), line.slice(10, 21), line.slice(21, 32)]
  const wrong = fields.findIndex((field) => mod10(field.slice(0, -1)) !== Number(field.at(-1)))
  if (wrong >= 0) return { fault: `the check digit of its field ${wrong + 1} is wrong` }
  const free = line.slice(4, 9) + line.slice(10, 20) + line.slice(21, 31)
  return checkedBank(line.slice(0, 4) + line.slice(32) + free)
}

function checkedBank(barcode: string): string | { fault: string } {
  const sum = weighted(barcode.slice(0, 4) + barcode.slice(5))
  const digit = 11 - (sum % 11)
  return Number(barcode.charAt(4)) === (digit > 9 ? 1 : digit) ? barcode : { fault: 'its general check digit is wrong' }
}

function fromUtilityLine(line: string): string | { fault: string } {
  const digitOf = utilityCheck(line.charAt(2))
  if (digitOf === null) return { fault: `there is no kind of value ${line.charAt(2)}` }
  const fields = [0, 12, 24, 36].map((at) => line.slice(at, at + 12))
  const wrong = fields.findIndex((field) => digitOf(field.slice(0, -1)) !== Number(field.at(-1)))
  if (wrong >= 0) return { fault: `the check digit of its field ${wrong + 1} is wrong` }
  return checkedUtility(fields.map((field) => field.slice(0, -1)).join(''))
}

function checkedUtility(barcode: string): string | { fault: string } {
  const digitOf = utilityCheck(barcode.charAt(2))
  if (digitOf === null) return { fault: `there is no kind of value ${barcode.charAt(2)}` }
  const isRight = digitOf(barcode.slice(0, 3) + barcode.slice(4)) === Number(barcode.charAt(3))
  return isRight ? barcode : { fault: 'its general check digit is wrong' }
}

/** 6 and 7 go by module 10, 8 and 9 by module 11. */
function utilityCheck(kind: string): ((digits: string) => number) | null {
  if (kind === '6' || kind === '7') return mod10
  if (kind !== '8' && kind !== '9') return null
  return (digits) => {
    const rest = weighted(digits) % 11
    return rest < 2 ? 0 : 11 - rest
  }
}

function bankOf(barcode: string, near: Date): Boleto {
  const cents = BigInt(barcode.slice(9, 19))
  const amount = cents === 0n ? null : decimalText(cents, 2)
  return { kind: 'bank', barcode, bank: barcode.slice(0, 3), amount, dueDate: dueDateOf(Number(barcode.slice(5, 9)), near) }
}

/** Only values of kind 6 and 8 are amounts of money; 7 and 9 are quantities. */
function utilityOf(barcode: string): Boleto {
  const isMoney = barcode.charAt(2) === '6' || barcode.charAt(2) === '8'
  return { kind: 'utility', barcode, bank: null, amount: isMoney ? decimalText(BigInt(barcode.slice(4, 15)), 2) : null, dueDate: null }
}

const DAY_MS = 86_400_000
const FIRST_COUNT = Date.UTC(1997, 9, 7)
/** Day of factor 0 of the second count: its factor 1000 is 2025-02-22. */
const SECOND_COUNT = Date.UTC(2025, 1, 22) - 1000 * DAY_MS

function dueDateOf(factor: number, near: Date): string | null {
  if (factor === 0) return null
  if (Number.isNaN(near.getTime())) throw new TypeError('boleto.parse: near is not a date')
  const dates = [FIRST_COUNT, ...(factor >= 1000 ? [SECOND_COUNT] : [])].map((start) => start + factor * DAY_MS)
  const [first = 0, second = first] = dates
  const nearest = Math.abs(first - near.getTime()) < Math.abs(second - near.getTime()) ? first : second
  return new Date(nearest).toISOString().slice(0, 10)
}

/** Weights 2, 1, 2, 1 … from the right; two-digit products count as the sum of their digits. */
function mod10(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const product = Number(digits.charAt(digits.length - 1 - i)) * (i % 2 === 0 ? 2 : 1)
    sum += product > 9 ? product - 9 : product
  }
  return (10 - (sum % 10)) % 10
}

/** Weights 2 to 9 from the right, again and again. */
function weighted(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits.charAt(digits.length - 1 - i)) * ((i % 8) + 2)
  return sum
}
