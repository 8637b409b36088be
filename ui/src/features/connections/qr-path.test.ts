import { expect, test } from 'vitest'
import { qrPath } from './qr-path.ts'

test('a text becomes the squares of a QR with a quiet border', () => {
  const { size, d } = qrPath('https://example.com/#abc')
  expect(size).toBeGreaterThan(20)
  expect(d).toMatch(/^(M\d+ \d+h1v1h-1z)+$/)
  expect(d).not.toMatch(/M0 |M\d+ 0h/)
})
