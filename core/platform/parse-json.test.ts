import { expect, test } from 'vitest'
import { parseJson, readJson } from './parse-json.ts'

function bodyOf(keys: number, padding: number): Buffer {
  return Buffer.from(JSON.stringify({ list: Array.from({ length: keys }, () => ({ k: 1 })), padding: 'x'.repeat(padding) }))
}

test('a body may hold 20,000 keys, and as many more for every further megabyte that the operator lets in', () => {
  expect(() => parseJson(bodyOf(21_000, 0))).toThrow('body_too_deep')
  expect(() => parseJson(bodyOf(21_000, 1024 * 1024))).not.toThrow()
  expect(() => parseJson(bodyOf(42_000, 1024 * 1024))).toThrow('body_too_deep')
})

test('numbers that a double may not hold are noticed wherever they stand; a word or a long text is none', () => {
  const noticed = (text: string) => readJson(Buffer.from(text)).mayOverflow
  const long = '9'.repeat(310)
  for (const text of [long, `[${long}]`, `{"a":${long}}`, `[1,${long},2]`, `{"a":[-${long} ]}`, '1e400', '[1E+400]', '{"a":2.5e999}'])
    expect(noticed(text), text).toBe(true)
  for (const text of ['1', '[true,false,null]', `{"${long}":"${long}"}`, '{"e":"1e400"}', '["\\"1e400"]'])
    expect(noticed(text), text).toBe(false)
})
