import { expect, test } from 'vitest'
import { isFor, isPageAddress, readOAuthMessage } from './oauth-message.ts'

const done = { type: 'tomada:oauth', ok: true, plugin: 'acme', connectionId: 'con_1', fault: null }

test('the callback page says which account was connected', () => {
  expect(readOAuthMessage(done)).toEqual({ ok: true, plugin: 'acme', connectionId: 'con_1', fault: null })
})

test('messages of others, and half a message, are not taken for an answer', () => {
  for (const other of [null, 'tomada:oauth', {}, { type: 'tomada:other', ok: true }, { type: 'tomada:oauth' }, { ...done, ok: 'true' }]) {
    expect(readOAuthMessage(other)).toBeNull()
  }
})

test('a denial keeps its reason, and an unknown reason is told as the provider’s', () => {
  expect(readOAuthMessage({ ...done, ok: false, connectionId: null, fault: 'denied' })?.fault).toBe('denied')
  expect(readOAuthMessage({ ...done, ok: false, fault: 'something new' })?.fault).toBe('provider')
})

test('a wizard takes the answer for its own connector, and an expired window that names none', () => {
  const message = { ok: true, plugin: 'acme', connectionId: 'con_1', fault: null }
  expect(isFor(message, 'acme')).toBe(true)
  expect(isFor(message, 'other')).toBe(false)
  expect(isFor({ ok: false, plugin: null, connectionId: null, fault: 'state' }, 'acme')).toBe(true)
  expect(isFor({ ok: true, plugin: null, connectionId: null, fault: null }, 'acme')).toBe(false)
})

test('the window is only sent to pages', () => {
  expect(isPageAddress('https://auth.example.com/authorize?x=1')).toBe(true)
  expect(isPageAddress('javascript:alert(1)')).toBe(false)
  expect(isPageAddress('/relative')).toBe(false)
})
