import { expect, test } from 'vitest'
import { localToInstant } from './local-time.ts'

test('a time typed as clocks show it becomes an instant', () => {
  expect(localToInstant('21/11/2026 14:30', 'America/Sao_Paulo')).toBe('2026-11-21T17:30:00.000Z')
  expect(localToInstant('2026-11-21 14:30', 'UTC')).toBe('2026-11-21T14:30:00.000Z')
  expect(localToInstant('21/11/2026', 'America/Manaus')).toBe('2026-11-21T04:00:00.000Z')
  expect(localToInstant('25/10/2026 12:00', 'Europe/Lisbon')).toBe('2026-10-25T12:00:00.000Z')
})

test('what is no time, or no timezone, is refused', () => {
  expect(localToInstant('amanhã', 'UTC')).toBeNull()
  expect(localToInstant('40/13/2026', 'UTC')).toBeNull()
  expect(localToInstant('21/11/2026', 'Brasil/Aqui')).toBeNull()
})
