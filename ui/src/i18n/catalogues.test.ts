import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../messages/', import.meta.url)
const settings: { [key: string]: unknown } = JSON.parse(
  readFileSync(new URL('../../project.inlang/settings.json', import.meta.url), 'utf8'),
)

function catalogue(locale: string): Map<string, string> {
  const entries = readdirSync(new URL(`${locale}/`, folder)).flatMap((file) => {
    const messages: Record<string, unknown> = JSON.parse(readFileSync(new URL(`${locale}/${file}`, folder), 'utf8'))
    return Object.entries(messages).map(([key, message]): [string, string] => [key, JSON.stringify(message)])
  })
  expect(new Set(entries.map(([key]) => key)).size, `keys of ${locale} used twice`).toBe(entries.length)
  return new Map(entries)
}

const placeholders = (message: string) => [...new Set([...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort()

describe('the two catalogues', () => {
  const [portuguese, english] = [catalogue('pt-BR'), catalogue('en')]

  test('have the same messages', () => {
    expect([...english.keys()].sort()).toEqual([...portuguese.keys()].sort())
  })

  test('fill the same placeholders, and none is empty', () => {
    for (const [key, message] of portuguese) {
      const other = english.get(key) ?? ''
      expect(placeholders(other), key).toEqual(placeholders(message))
      expect(other.length > 2 && message.length > 2, key).toBe(true)
    }
  })

  test('every file of a catalogue is compiled', () => {
    const patterns = JSON.stringify(settings)
    for (const file of readdirSync(new URL('en/', folder))) expect(patterns).toContain(`./messages/{locale}/${file}`)
  })
})
