/**
 * CPF and CNPJ for expressions, as `document.…`. The CNPJ may hold letters in its first twelve places (issued from July 2026).
 * Source: Instrução Normativa RFB 2.229/2024 and Nota Técnica Conjunta 2025.001: a letter counts as its ASCII code less 48.
 */

export type DocumentKind = 'cpf' | 'cnpj'

const CNPJ_FIRST = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
const CNPJ_SECOND = [6, ...CNPJ_FIRST]
const CPF_FIRST = [10, 9, 8, 7, 6, 5, 4, 3, 2]
const CPF_SECOND = [11, ...CPF_FIRST]

/**
 * Digits (and the letters of a CNPJ, as capitals) without dots, dashes, slashes and blanks.
 * @example document.clean(' 12.abc.345/01de-35 ') // '12ABC34501DE35'
 */
export function clean(value: unknown): string {
  return String(value ?? '')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
}

/**
 * Whether it is a CPF with the right check digits. One digit eleven times is none.
 * @example document.isCpf('529.982.247-25') // true
 */
export function isCpf(value: unknown): boolean {
  return faultOf(clean(value), 'cpf') === null
}

/**
 * Whether it is a CNPJ, numeric or alphanumeric, with the right check digits.
 * @example document.isCnpj('12.ABC.345/01DE-35') // true
 * @example document.isCnpj('11.222.333/0001-80') // false
 */
export function isCnpj(value: unknown): boolean {
  return faultOf(clean(value), 'cnpj') === null
}

/**
 * Whether it is a valid CPF or CNPJ.
 * @example document.isValid('11.222.333/0001-81') // true
 */
export function isValid(value: unknown): boolean {
  return type(value) !== null
}

/**
 * `cpf`, `cnpj`, or null when it is neither or its check digits are wrong.
 * @example document.type('52998224725') // 'cpf'
 */
export function type(value: unknown): DocumentKind | null {
  if (isCpf(value)) return 'cpf'
  return isCnpj(value) ? 'cnpj' : null
}

/**
 * `F` for a valid CPF (a person), `J` for a valid CNPJ (a company), else null: as many ERPs want it.
 * @example document.personType('11222333000181') // 'J'
 */
export function personType(value: unknown): 'F' | 'J' | null {
  const kind = type(value)
  return kind === null ? null : kind === 'cpf' ? 'F' : 'J'
}

/**
 * The clean document, or TypeError that says what is wrong with it.
 * @example document.check('529.982.247-25') // '52998224725'
 */
export function check(value: unknown, kind?: DocumentKind): string {
  const text = clean(value)
  const assumed = kind ?? (text.length > 11 ? 'cnpj' : 'cpf')
  const fault = faultOf(text, assumed)
  if (fault !== null) throw new TypeError(`not a ${assumed.toUpperCase()}: ${fault}`)
  return text
}

/**
 * `123.456.789-09` or `12.ABC.345/01DE-35`; a text that is neither comes back as it was.
 * @example document.format('52998224725') // '529.982.247-25'
 * @example document.format('12abc34501de35') // '12.ABC.345/01DE-35'
 */
export function format(value: unknown): string {
  const text = clean(value)
  if (/^\d{11}$/.test(text)) return text.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4')
  if (/^[0-9A-Z]{12}\d{2}$/.test(text)) return text.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5')
  return String(value ?? '')
}

/**
 * Puts back the zeros that a spreadsheet or a number lost in front.
 * @example document.pad(191, 'cnpj') // '00000000000191'
 */
export function pad(value: unknown, kind: DocumentKind): string {
  return clean(value).padStart(kind === 'cpf' ? 11 : 14, '0')
}

/**
 * The document with its two check digits, from the nine digits of a CPF or the twelve places of a CNPJ. Throws TypeError for other lengths.
 * @example document.withCheckDigits('12ABC34501DE') // '12ABC34501DE35'
 */
export function withCheckDigits(value: unknown): string {
  const text = clean(value)
  if (/^\d{9}$/.test(text)) return text + checkDigits(text, CPF_FIRST, CPF_SECOND)
  if (/^[0-9A-Z]{12}$/.test(text)) return text + checkDigits(text, CNPJ_FIRST, CNPJ_SECOND)
  throw new TypeError('check digits are made for the 9 digits of a CPF or the 12 places of a CNPJ')
}

/**
 * The part of a CNPJ that all branches of a company share. Throws TypeError for what is not a CNPJ.
 * @example document.cnpjRoot('11.222.333/0001-81') // '11222333'
 */
export function cnpjRoot(value: unknown): string {
  return check(value, 'cnpj').slice(0, 8)
}

/**
 * For screens and logs that should not show it whole; what is neither CPF nor CNPJ is hidden altogether.
 * @example document.mask('52998224725') // '***.982.247-**'
 */
export function mask(value: unknown): string {
  const text = clean(value)
  if (/^\d{11}$/.test(text)) return format(text).replace(/^...\.(...)\.(...)-..$/, '***.$1.$2-**')
  if (/^[0-9A-Z]{12}\d{2}$/.test(text)) return format(text).replace(/^(..)\.(...)\.(...)\/(....)-..$/, '$1.***.***/$4-**')
  return '*'.repeat(Math.min(text.length, 14))
}

function faultOf(text: string, kind: DocumentKind): string | null {
  const [length, first, second] = kind === 'cpf' ? [11, CPF_FIRST, CPF_SECOND] : [14, CNPJ_FIRST, CNPJ_SECOND]
  if (text.length !== length) return `it has ${text.length} places instead of ${length}`
  if (!(kind === 'cpf' ? /^\d+$/ : /^[0-9A-Z]{12}\d\d$/).test(text)) return 'it has letters where digits must be'
  if (/^(.)\1*$/.test(text)) return 'it is one digit again and again'
  return text.endsWith(checkDigits(text, first, second)) ? null : 'its check digits are wrong'
}

/** The two digits; the second is computed over the first, too. */
function checkDigits(text: string, first: readonly number[], second: readonly number[]): string {
  const one = checkDigit(text, first)
  return `${one}${checkDigit(text.slice(0, first.length) + one, second)}`
}

function checkDigit(text: string, weights: readonly number[]): number {
  const sum = weights.reduce((total, weight, i) => total + weight * (text.charCodeAt(i) - 48), 0)
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}
