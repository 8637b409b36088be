import { expect, test } from 'vitest'
import { firstPassword } from './first-password.ts'
import { mayManage, rolesToGive } from './roles.ts'

test('only an owner may make an owner, and below administrator nobody gives roles', () => {
  expect(rolesToGive('owner')).toEqual(['owner', 'admin', 'editor', 'operator', 'viewer'])
  expect(rolesToGive('admin')).toEqual(['admin', 'editor', 'operator', 'viewer'])
  expect(rolesToGive('editor')).toEqual([])
})

test('an administrator manages everyone but owners', () => {
  expect(mayManage('admin', 'admin')).toBe(true)
  expect(mayManage('admin', 'owner')).toBe(false)
  expect(mayManage('owner', 'owner')).toBe(true)
  expect(mayManage('editor', 'viewer')).toBe(false)
})

test('a generated first password is long enough, easy to read and never the same', () => {
  const made = new Set(Array.from({ length: 50 }, firstPassword))
  expect(made.size).toBe(50)
  for (const password of made) expect(password).toMatch(/^[a-km-np-zA-HJ-NP-Z2-9]{16}$/)
})
