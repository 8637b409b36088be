import { textOf } from '@tomada/sdk/emulator'

/** Text of a member, empty when it is absent: Omie has no null. */
export function said(value: unknown): string {
  return textOf(value) ?? ''
}

export function digits(value: unknown): string {
  return said(value).replace(/\D/g, '')
}

/** `11.222.333/0001-81` or `529.982.247-25`: documents are masked in answers. */
export function maskDocument(document: unknown): string {
  const text = digits(document)
  if (text.length === 14) return text.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5')
  if (text.length === 11) return text.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4')
  return said(document)
}

/** Two decimals, as money is kept. */
export function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}

/** For searches: without accents, in small letters. */
export function normal(value: unknown): string {
  return said(value).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
