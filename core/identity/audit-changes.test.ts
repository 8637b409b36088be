import { expect, test } from 'vitest'
import { changesBetween } from './audit-changes.ts'

const told = (name: string, before: unknown, after: unknown) => ({ name, before, after, isSecret: false })

test('only what differs is told, members of objects by their path, and what was not there as null', () => {
  const before = { name: 'Loja', settings: { daysBack: 30, hosts: ['a', 'b'] }, active: true }
  const after = { name: 'Loja', settings: { daysBack: 90, hosts: ['b', 'a'], color: 'blue' }, active: undefined }
  expect(changesBetween(before, after)).toEqual([
    told('settings.daysBack', 30, 90),
    told('settings.hosts', ['a', 'b'], ['b', 'a']),
    told('active', true, null),
    told('settings.color', null, 'blue'),
  ])
  expect(changesBetween(before, { ...before })).toEqual([])
  expect(changesBetween(null, { role: 'viewer' })).toEqual([told('role', null, 'viewer')])
  expect(changesBetween({ until: new Date(0) }, {})).toEqual([told('until', '1970-01-01T00:00:00.000Z', null)])
})

test('of a secret only that it changed is told, whether it is named by the act or by its own name, and texts lose credentials', () => {
  const changes = changesBetween(
    { settings: { apiKey: 'old-canary' }, url: 'https://me:canary1@erp.example' },
    { settings: { apiKey: 'new-canary' }, url: 'https://me:canary2@erp.example' },
    ['credential.token'],
  )
  expect(changes.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual(['settings.apiKey', 'credential.token'])
  expect(JSON.stringify(changes)).not.toContain('canary')
})

test('values are cut to what a person reads, and no act tells more than a hundred changes', () => {
  const [change] = changesBetween({ body: '' }, { body: 'x'.repeat(100_000) })
  expect(JSON.stringify(change).length).toBeLessThan(2_200)
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_none, n) => [`field${n}`, n]))
  expect(changesBetween(null, { value: many })).toHaveLength(100)
})
