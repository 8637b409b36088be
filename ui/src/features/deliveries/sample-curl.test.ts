import { expect, test } from 'vitest'
import { addressOf, sampleCurl } from './sample-curl.ts'

const open = { kind: 'webhook', answer: 'now', verification: { scheme: 'none' } } as const

test('the command sends the sample as it is, whatever quotes are in it', () => {
  const text = sampleCurl({ ...open, sample: { body: { name: "D'Ávila" } } }, 'https://t.test/hooks/abc', null)
  expect(text).toBe(
    `BODY='{"name":"D'\\''Ávila"}'\ncurl -X POST 'https://t.test/hooks/abc' \\\n  -H 'Content-Type: application/json' \\\n  -d "$BODY"`,
  )
})

test('the address has a value for each named part of the path', () => {
  expect(addressOf('https://t.test/hooks/abc', { path: 'shop/:store/orders' })).toBe('https://t.test/hooks/abc/shop/store/orders')
})

test('a secret that the reader may not see has a place of its own', () => {
  expect(sampleCurl({ ...open, verification: { scheme: 'token', header: 'X-Token' } }, 'https://t.test/hooks/abc', null)).toContain(
    `SECRET='SEU_SEGREDO'`,
  )
})
