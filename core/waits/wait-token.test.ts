import { expect, test } from 'vitest'
import { openWaitTokens, type WaitClaim } from './wait-token.ts'

const KEY = { id: 'k1', key: Buffer.alloc(32, 7) }
const NEWER = { id: 'k2', key: Buffer.alloc(32, 8) }
const tokens = openWaitTokens([KEY])
const claim: WaitClaim = {
  tenantId: '3f2b8c1e-0d4a-4b6c-9e7f-1a2b3c4d5e6f',
  runId: 'run_01jd3kq2v8m6w0x4y5z7a9b1c3',
  path: 's1abcdefg',
  purpose: 'resume',
}

test('a link says which step of which run it ends, and is the same each time it is made', () => {
  const token = tokens.sign(claim)
  expect(tokens.verify(token)).toEqual(claim)
  expect(tokens.sign({ ...claim })).toBe(token)
  expect(tokens.verify(tokens.sign({ ...claim, purpose: 'cancel' }))).toEqual({ ...claim, purpose: 'cancel' })
  expect(new Set([token, tokens.sign({ ...claim, purpose: 'cancel' }), tokens.sign({ ...claim, path: 's2' })]).size).toBe(3)
})

test('a link that was changed in any place, cut, or made up is not ours', () => {
  const token = tokens.sign(claim)
  const bytes = Buffer.from(token, 'base64url')
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i)
    expect(tokens.verify(changed.toString('base64url'))).toBeNull()
  }
  for (const wrong of ['', 'AAAA', token.slice(0, -1), `${token}A`, `${token}=`, token.slice(4), 'A'.repeat(200)]) {
    expect(tokens.verify(wrong)).toBeNull()
  }
})

test('links outlive a rotation of the key, and end with the old key', () => {
  const old = tokens.sign(claim)
  const rotated = openWaitTokens([NEWER, KEY])
  expect(rotated.verify(old)).toEqual(claim)
  expect(tokens.verify(rotated.sign(claim))).toBeNull()
  expect(openWaitTokens([NEWER]).verify(old)).toBeNull()
})

test('nothing is signed that could be read as something else', () => {
  expect(() => tokens.sign({ ...claim, tenantId: 'x' })).toThrow(RangeError)
  expect(() => tokens.sign({ ...claim, runId: 'run_1' })).toThrow(RangeError)
  expect(() => tokens.sign({ ...claim, path: '' })).toThrow(RangeError)
})
