import { AppError } from '../platform/errors.ts'
import { compile } from '../platform/validate.ts'
import type { ExportQuery } from './resources.gen.ts'
import type { FilterValue, RecordQuery } from './resources.types.ts'

const SCALAR = { type: ['string', 'number', 'boolean'] }

const filterShape = compile<Record<string, FilterValue>>({
  type: 'object',
  maxProperties: 20,
  additionalProperties: {
    anyOf: [
      SCALAR,
      { type: 'array', minItems: 1, maxItems: 100, items: SCALAR },
      { type: 'object', minProperties: 1, additionalProperties: false, properties: { min: SCALAR, max: SCALAR } },
    ],
  },
})

/** What a URL asks for, as the reader takes it. Throws AppError `invalid` naming `query/filter` or `query/sort`. */
export function readQuery(at: { plugin: string; resource: string }, query: ExportQuery): Omit<RecordQuery, 'limit'> {
  const { connectionId, filter, search, sort, deleted } = query
  return {
    ...at,
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(filter === undefined ? {} : { filter: readFilter(filter) }),
    ...(search === undefined ? {} : { search }),
    ...(sort === undefined ? {} : { sort: { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') } }),
    ...(deleted === undefined ? {} : { deleted }),
  }
}

function readFilter(text: string): Record<string, FilterValue> {
  const value = parsed(text)
  if (filterShape.is(value)) return value
  throw new AppError('invalid', { errors: [{ field: 'query/filter', reason: 'is not JSON of fields and values' }] })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // Not JSON; the caller is told which field it was.
  }
}
