/**
 * CPF and CNPJ for expressions, as `document.…`. The CNPJ may hold letters in its first twelve places.
 * Source: Instrução Normativa RFB 2.229/2024 (a letter counts as its ASCII code less 48).
 */

const CNPJ_FIRST = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
const CNPJ_SECOND = [6, ...CNPJ_FIRST]
const CPF_FIRST = [10, 9, 8, 7, 6, 5, 4, 3, 2]
const CPF_SECOND = [11, ...CPF_FIRST]

/** Digits (and the letters of a CNPJ) without dots, dashes, slashes and blanks. */
export function clean(value: unknown): string {
  return String(value ?? '')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
}

export function isCpf(value: unknown): boolean {
  const text = clean(value)
  if (!/^\d{11}$/.test(text) || /^(\d)\1*$/.test(text)) return false
  return text.endsWith(`${checkDigit(text, CPF_FIRST)}${checkDigit(text, CPF_SECOND)}`)
}

export function isCnpj(value: unknown): boolean {
  const text = clean(value)
  if (!/^[0-9A-Z]{12}\d{2}$/.test(text) || /^(\d)\1*$/.test(text)) return false
  return text.endsWith(`${checkDigit(text, CNPJ_FIRST)}${checkDigit(text, CNPJ_SECOND)}`)
}

/** `F` for a valid CPF (a person), `J` for a valid CNPJ (a company), else null. */
export function personType(value: unknown): 'F' | 'J' | null {
  if (isCpf(value)) return 'F'
  return isCnpj(value) ? 'J' : null
}

/** `123.456.789-09` or `12.ABC.345/01DE-35`; a text that is neither comes back as it was. */
export function format(value: unknown): string {
  const text = clean(value)
  if (/^\d{11}$/.test(text)) return text.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4')
  if (/^[0-9A-Z]{12}\d{2}$/.test(text)) return text.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5')
  return String(value ?? '')
}

function checkDigit(text: string, weights: readonly number[]): number {
  const sum = weights.reduce((total, weight, i) => total + weight * (text.charCodeAt(i) - 48), 0)
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}
