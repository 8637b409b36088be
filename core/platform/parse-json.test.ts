import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

function bodyOf(keys: number, padding: number): Buffer {
  return Buffer.from(JSON.stringify({ list: Array.from({ length: keys }, () => ({ k: 1 })), padding: 'x'.repeat(padding) }))
}

test('a body may hold 20,000 keys, and as many more for every further megabyte that the operator lets in', () => {
  expect(() => parseJson(bodyOf(21_000, 0))).toThrow('body_too_deep')
  expect(() => parseJson(bodyOf(21_000, 1024 * 1024))).not.toThrow()
  expect(() => parseJson(bodyOf(42_000, 1024 * 1024))).toThrow('body_too_deep')
})
