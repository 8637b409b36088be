import { expect, test } from 'vitest'
import { dayPattern, dayText, readDay } from './day.ts'

test('a day is shown and read as the reader writes it, whatever the browser speaks', () => {
  expect(dayText('2026-11-21', 'pt-BR')).toBe('21/11/2026')
  expect(dayText('2026-11-21', 'en')).toBe('11/21/2026')
  expect(dayText('Bling', 'pt-BR')).toBe('Bling')
  expect(dayPattern({ day: 'd', month: 'm', year: 'a' }, 'pt-BR')).toBe('dd/mm/aaaa')
  expect(readDay('21/11/2026', 'pt-BR')).toBe('2026-11-21')
  expect(readDay(' 1-2-26 ', 'pt-BR')).toBe('2026-02-01')
  expect(readDay('11/21/2026', 'en')).toBe('2026-11-21')
  expect(readDay('2026-11-21', 'pt-BR')).toBe('2026-11-21')
})

test('what is no day is not taken for another', () => {
  for (const text of ['', '31/02/2026', '21/11', 'ontem', '21/11/2026 10:00', '2026-02-30']) expect(readDay(text, 'pt-BR')).toBeNull()
})
