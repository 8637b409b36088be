import type { Resource, ResourceField } from '#lib/api/resources.ts'

/** Filters as they stand in the page's address: `f.<field>`, `from` and `to` beside what the API takes as it is. */
export interface RecordFilters {
  connectionId: string
  search: string
  sort: string
  deleted: boolean
  from: string
  to: string
  /** By field that has a list of values. */
  values: Record<string, string>
}

/** Fields that a list of values can be offered for. */
export function choiceFields(resource: Resource): ResourceField[] {
  return resource.fields.filter(({ filter, type, options }) => filter && (type === 'boolean' || options.length > 0))
}

/** The field whose days can be chosen: the one that the list is sorted by at first. */
export function timeField(resource: Resource): ResourceField | undefined {
  const name = resource.defaultSort.replace('-', '')
  return resource.fields.find((field) => field.name === name && field.filter && (field.type === 'timestamp' || field.type === 'date'))
}

export function readFilters(resource: Resource, params: Pick<URLSearchParams, 'get'>): RecordFilters {
  return {
    connectionId: params.get('connectionId') ?? '',
    search: params.get('search') ?? '',
    sort: params.get('sort') ?? '',
    deleted: params.get('deleted') === 'true',
    from: params.get('from') ?? '',
    to: params.get('to') ?? '',
    values: Object.fromEntries(choiceFields(resource).map(({ name }) => [name, params.get(`f.${name}`) ?? ''])),
  }
}

export function isFiltered({ connectionId, search, deleted, from, to, values }: RecordFilters): boolean {
  return [connectionId, search, from, to, ...Object.values(values)].some((value) => value !== '') || deleted
}

/** As the API takes them, empty ones left out. */
export function toQuery(resource: Resource, filters: RecordFilters): Record<string, string> {
  const chosen: Record<string, unknown> = {}
  for (const { name, type } of choiceFields(resource)) {
    const value = filters.values[name] ?? ''
    if (value !== '') chosen[name] = type === 'boolean' ? value === 'true' : value
  }
  const time = timeField(resource)
  if (time && (filters.from !== '' || filters.to !== ''))
    chosen[time.name] = { ...(filters.from === '' ? {} : { min: filters.from }), ...(filters.to === '' ? {} : { max: filters.to }) }
  const all = {
    connectionId: filters.connectionId,
    search: filters.search.trim(),
    sort: filters.sort,
    deleted: filters.deleted ? 'true' : '',
    filter: Object.keys(chosen).length === 0 ? '' : JSON.stringify(chosen),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}
