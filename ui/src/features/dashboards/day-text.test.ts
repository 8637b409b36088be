import { expect, test } from 'vitest'
import { lastDays, numberText, percentText, shortDay, shortNumber } from './day-text.ts'

test('days of a board are those of its own timezone, the newest today', () => {
  expect(lastDays(3, Date.parse('2026-11-20T02:30:00Z'), 'America/Sao_Paulo')).toEqual(['2026-11-17', '2026-11-18', '2026-11-19'])
})

test('days and figures are written as the reader writes them', () => {
  expect(shortDay('2026-11-19', 'pt-BR')).toBe('19/11')
  expect(numberText(2, 'pt-BR')(1234.5)).toBe('1.234,50')
  expect(percentText('pt-BR')(0.6758)).toBe('67,6%')
  expect(shortNumber('en')(1500)).toBe('1.5K')
})
