import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openSecretBox, SecretError, type SecretKey } from './secrets.ts'

const keyOf = (id: string): SecretKey => ({ id, key: randomBytes(32) })
const A = 'connection:00000000-0000-4000-8000-00000000000a:con_1'
const B = 'connection:00000000-0000-4000-8000-00000000000b:con_1'

test('C18 a secret comes back as it was, and no two encryptions look alike', () => {
  const box = openSecretBox([keyOf('k1')])
  for (const plain of ['', 'APP_USR-1', 'ção 🔌', 'x'.repeat(100_000)]) expect(box.decrypt(box.encrypt(plain, A), A)).toBe(plain)
  const many = new Set(Array.from({ length: 1000 }, () => box.encrypt('same', A)))
  expect(many.size).toBe(1000)
})

test('C18 a ciphertext moved to another tenant or connection cannot be opened', () => {
  const box = openSecretBox([keyOf('k1')])
  expect(() => box.decrypt(box.encrypt('one', A), B)).toThrow(SecretError)
})

test('C18 a ciphertext with any one changed bit fails loudly', () => {
  const box = openSecretBox([keyOf('k1')])
  const cipher = box.encrypt('refresh-token', A)
  const head = cipher.slice(0, cipher.lastIndexOf('.') + 1)
  const bytes = Buffer.from(cipher.slice(head.length), 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(() => box.decrypt(head + changed.toString('base64url'), A)).toThrow(SecretError)
  }
  for (const bad of ['', 'v1', 'v1.k1', 'v1.k1.', 'v2.k1.AAAA', `${cipher}.x`, cipher.slice(0, -1), `${cipher}=`]) {
    expect(() => box.decrypt(bad, A), bad).toThrow(SecretError)
  }
})

test('C18 a ciphertext relabelled with the id of another key fails, and so does one whose key is gone', () => {
  const [k1, k2] = [keyOf('k1'), keyOf('k2')]
  const cipher = openSecretBox([k1]).encrypt('x', A)
  expect(() => openSecretBox([k2, k1]).decrypt(cipher.replace('.k1.', '.k2.'), A)).toThrow(SecretError)
  expect(() => openSecretBox([k2]).decrypt(cipher, A)).toThrow(/not configured/)
})

test('C18 keys rotate: old ciphertexts stay readable and move to the newest key', () => {
  const [k1, k2] = [keyOf('k1'), keyOf('k2')]
  const old = openSecretBox([k1]).encrypt('token', A)
  const box = openSecretBox([k2, k1])
  expect([box.decrypt(old, A), box.isCurrent(old)]).toEqual(['token', false])
  const moved = box.reencrypt(old, A)
  expect(box.isCurrent(moved)).toBe(true)
  expect(openSecretBox([k2]).decrypt(moved, A)).toBe('token')
})

test('C18 no error names the secret or the key', () => {
  const key = keyOf('k1')
  const box = openSecretBox([key])
  const cipher = box.encrypt('canary-secret', A)
  try {
    box.decrypt(cipher, B)
    expect.unreachable()
  } catch (error) {
    const text = `${String(error)} ${JSON.stringify(error)}`
    expect(text).not.toContain('canary')
    expect(text).not.toContain(key.key.toString('base64').slice(0, 8))
  }
})
