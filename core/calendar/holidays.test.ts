import { expect, test } from 'vitest'
import { easterOf, holidaysOf } from './holidays.ts'

const ALL = { national: true, goodFriday: true, carnival: true, corpusChristi: true }

test('Easter is where the almanac has it, the earliest and the latest possible included', () => {
  const almanac = ['1818-03-22', '1943-04-25', '2008-03-23', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25']
  expect(almanac.map((date) => easterOf(Number(date.slice(0, 4))).toString())).toEqual(almanac)
})

test('the holidays of 2026 are the ones of the official list', () => {
  expect([...holidaysOf(2026, ALL)]).toEqual([
    ['2026-01-01', 'new_year'],
    ['2026-02-16', 'carnival'],
    ['2026-02-17', 'carnival'],
    ['2026-04-03', 'good_friday'],
    ['2026-04-21', 'tiradentes'],
    ['2026-05-01', 'labour_day'],
    ['2026-06-04', 'corpus_christi'],
    ['2026-09-07', 'independence'],
    ['2026-10-12', 'aparecida'],
    ['2026-11-02', 'all_souls'],
    ['2026-11-15', 'republic'],
    ['2026-11-20', 'black_awareness'],
    ['2026-12-25', 'christmas'],
  ])
})

test('20 November is a holiday from 2024 on, and what was not chosen is none', () => {
  const fixedOnly = { ...ALL, goodFriday: false, carnival: false, corpusChristi: false }
  expect(holidaysOf(2023, fixedOnly).has('2023-11-20')).toBe(false)
  expect(holidaysOf(2024, fixedOnly).has('2024-11-20')).toBe(true)
  expect(holidaysOf(2026, { ...ALL, national: false }).size).toBe(4)
})
