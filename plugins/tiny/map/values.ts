import { type Json, textOf } from '@tomada/sdk'

/** An amount of the input: decimal text such as `4.90`, or a number. */
export type Amount = string | number
export type Id = string | number

/** As Tiny takes it: a JSON number. At most 14 digits, so that the double prints as exactly the same decimal. */
export function wireAmount(amount: Amount | null | undefined): number | null {
  return amount === null || amount === undefined ? null : Number(amount)
}

/** `2026-11-21` as v2 writes it; null stays null. */
export function brDate(date: string | null | undefined): string | null {
  return date === null || date === undefined ? null : date.split('-').toReversed().join('/')
}

/** `2026-11-21 14:30:00` as `21/11/2026 14:30:00`. */
export function brDateTime(text: string): string {
  const [date = '', time] = text.split(' ')
  return time === undefined ? (brDate(date) ?? '') : `${brDate(date)} ${time}`
}

/** A date or instant of either generation as ISO writes it, without a zone; null when there is none. */
export function isoDate(value: Json): string | null {
  const text = textOf(value)
  if (text === null) return null
  const [date = '', time] = text.split(' ')
  const iso = date.includes('/') ? date.split('/').toReversed().join('-') : date
  return time === undefined ? iso : `${iso} ${time}`
}

/** An id as text; 0 stands for none. */
export function idOf(value: Json): string | null {
  const id = textOf(value)
  return id === '0' ? null : id
}

/** The first that has a value: names differ between the two generations, and between rows and whole records. */
export function firstText(...values: Json[]): string | null {
  for (const value of values) {
    const text = textOf(value)
    if (text !== null) return text
  }
  return null
}

export function withoutNulls(record: { [key: string]: Json | undefined }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value]])))
}

/** The id of a record; throws when it has none: it must not pass for another. */
export function requireId(record: Json, id: Json): string {
  const text = idOf(id)
  if (text === null) throw new Error(`Tiny gave a record without its id: ${JSON.stringify(record).slice(0, 80)}`)
  return text
}
