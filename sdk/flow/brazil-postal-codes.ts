import { type State, stateOfPostalCode } from './brazil-states.ts'

/** Postal codes (CEP) for expressions, as `cep.…`. A number gets back the zero it lost in front. */

/**
 * The eight digits, or TypeError that says what is wrong.
 * @example cep.clean('01310-100') // '01310100'
 * @example cep.clean(1310100) // '01310100'
 */
export function clean(value: unknown): string {
  const digits = digitsOf(value)
  if (digits.length !== 8) throw new TypeError(`not a CEP: it has ${digits.length} digits instead of 8`)
  if (stateOfPostalCode(digits) === undefined) throw new TypeError(`not a CEP: no state has ${digits.slice(0, 5)}-${digits.slice(5)}`)
  return digits
}

/**
 * Whether it has eight digits of a range that a state has. Whether a street has it only Correios know.
 * @example cep.isValid('99999-999') // true
 * @example cep.isValid('00000-000') // false
 */
export function isValid(value: unknown): boolean {
  return stateOf(value) !== null
}

/**
 * With its dash. Throws TypeError for what is not a CEP.
 * @example cep.format('01310100') // '01310-100'
 */
export function format(value: unknown): string {
  const digits = clean(value)
  return `${digits.slice(0, 5)}-${digits.slice(5)}`
}

/**
 * The state by the range, or null for what is not a CEP.
 * @example cep.stateOf('01310-100') // 'SP'
 */
export function stateOf(value: unknown): State | null {
  const digits = digitsOf(value)
  return digits.length === 8 ? (stateOfPostalCode(digits) ?? null) : null
}

function digitsOf(value: unknown): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value).padStart(8, '0') : ''
  return String(value ?? '')
    .replace(/[\s.-]/g, '')
    .replace(/^(?!\d+$).*$/s, '')
}
