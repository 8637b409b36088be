/** `52998224725` as `529.982.247-25`, and fourteen digits as a CNPJ is written; anything else as it is. */
export function masked(digits: string): string {
  if (digits.length === 11) return `${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6, 9)}-${digits.slice(9)}`
  if (digits.length !== 14) return digits
  return `${digits.slice(0, 2)}.${digits.slice(2, 5)}.${digits.slice(5, 8)}/${digits.slice(8, 12)}-${digits.slice(12)}`
}

export function digits(text: string): string {
  return text.replace(/\D/g, '')
}
