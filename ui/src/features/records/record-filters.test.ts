import { describe, expect, test } from 'vitest'
import type { Resource, ResourceField } from '../../api/resources.ts'
import { choiceFields, isFiltered, readFilters, timeField, toQuery } from './record-filters.ts'

function field(name: string, more: Partial<ResourceField>): ResourceField {
  return { name, type: 'text', displayName: name, filter: true, sort: false, search: false, options: [], ...more }
}

const RESOURCE: Resource = {
  plugin: 'shop',
  name: 'orders',
  displayName: 'Orders',
  description: '',
  columns: ['status'],
  view: 'grid',
  status: 'status',
  defaultSort: '-placedAt',
  hasStats: true,
  total: 1,
  connections: [],
  fields: [
    field('status', { options: [{ value: 'paid', displayName: 'Paid' }] }),
    field('gift', { type: 'boolean' }),
    field('city', {}),
    field('placedAt', { type: 'timestamp', sort: true }),
  ],
}

describe('filters of a list of records', () => {
  test('are offered for fields with values to choose from, and for the days of the time that sorts', () => {
    expect(choiceFields(RESOURCE).map(({ name }) => name)).toEqual(['status', 'gift'])
    expect(timeField(RESOURCE)?.name).toBe('placedAt')
  })

  test('come from the address and are asked as the API takes them', () => {
    const address = new URLSearchParams('search= maria &f.status=paid&f.gift=false&f.city=x&to=2026-01-31&sort=placedAt')
    const filters = readFilters(RESOURCE, address)
    expect(isFiltered(filters)).toBe(true)
    expect(toQuery(RESOURCE, filters)).toEqual({
      search: 'maria',
      sort: 'placedAt',
      filter: '{"status":"paid","gift":false,"placedAt":{"max":"2026-01-31"}}',
    })
  })

  test('are none when the address says nothing', () => {
    const filters = readFilters(RESOURCE, new URLSearchParams('sort=key'))
    expect(isFiltered(filters)).toBe(false)
    expect(toQuery(RESOURCE, filters)).toEqual({ sort: 'key' })
  })
})
