import { digitsOf, type HandlerContext, InvalidInputError } from '@tomada/sdk'

/** As the provider writes it: `529.982.247-25`, `11.222.333/0001-81`. Throws InvalidInputError for anything that has not 11 or 14 digits. */
export function maskDocument(text: string, at = '/documento'): string {
  const digits = digitsOf(text) ?? ''
  if (digits.length === 11) return digits.replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1.$2.$3-$4')
  if (digits.length === 14) return digits.replace(/^(\d{2})(\d{3})(\d{3})(\d{4})(\d{2})$/, '$1.$2.$3/$4-$5')
  throw new InvalidInputError(at, 'um CPF tem 11 dígitos e um CNPJ tem 14')
}

/** As it stands in an address: masked, or only digits, as the connection's settings say. */
export function documentInPath(text: string, { settings }: HandlerContext): string {
  const masked = maskDocument(text)
  const wantsDigits = settings['documentFormat'] === 'digits' || (masked.includes('/') && settings['cnpjInPath'] === 'digits')
  return wantsDigits ? (digitsOf(masked) ?? '') : masked
}

export function isCompany(text: string): boolean {
  return digitsOf(text)?.length === 14
}
