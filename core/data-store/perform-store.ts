import type { Json, StoreStep } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { findUnstorable } from '../platform/unstorable.ts'
import { pointerParts } from '../registry/json-pointer.ts'
import { checkKey, checkTableName, checkValue } from './check-row.ts'
import { deleteRow, findValue, insertOrReplaceRow, replaceRow } from './data-rows.store.ts'
import type { StoreLimits, StorePerformer, StoreRequest } from './data-store.types.ts'
import { readDecimal } from './decimal.ts'
import { incrementRow } from './increment-row.ts'
import { queryRows } from './row-queries.store.ts'
import { checkRoom } from './table-room.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000
/** security.md 5: output of a step. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

export function performsStore(limits: StoreLimits): StorePerformer {
  return {
    async perform(trx, request) {
      const { step, tenantId, now } = request
      const table = checkTableName(step.table)
      const input = membersOf(request.input)
      if (step.operation === 'query') return query(trx, request, table, input['where'] ?? null)
      const at = { tenantId, table, key: checkKey(input['key']), now }
      switch (step.operation) {
        case 'get':
          return (await findValue(trx, at)) ?? null
        case 'delete':
          return deleteRow(trx, at)
        case 'put': {
          const value = input['value'] ?? null
          const row = { ...at, value: checkValue(value, limits.valueBytes), expiresAt: endOf(step, now) }
          if (await replaceRow(trx, row)) return value
          await checkRoom(trx, at, limits)
          await insertOrReplaceRow(trx, row)
          return value
        }
        case 'increment': {
          const by = readDecimal(input['by'] ?? 1)
          if (by === null) throw new AppError('store_by_invalid')
          return incrementRow(trx, { ...at, by, field: step.field ?? '', expiresAt: endOf(step, now) }, limits)
        }
      }
    },
  }
}

async function query(trx: Trx, { step, tenantId, now }: StoreRequest, table: string, where: Json): Promise<Json> {
  const unstorable = findUnstorable(where)
  if (unstorable !== null) throw new AppError('store_value_unstorable', { params: { at: unstorable.slice(0, 200) } })
  const { orderBy, limit = DEFAULT_LIMIT } = step
  const found = await queryRows(trx, {
    tenantId,
    table,
    now,
    where: Object.entries(membersOf(where)).map(([pointer, equals]) => ({ path: pathOf(pointer), equals })),
    orderBy: orderBy === undefined ? null : { path: pathOf(orderBy.field), descending: orderBy.descending === true },
    limit: Math.min(limit, MAX_LIMIT),
    maxBytes: MAX_OUTPUT_BYTES,
  })
  if (found === null) throw new AppError('store_result_too_large', { params: { max: MAX_OUTPUT_BYTES / 1024 / 1024 } })
  return found.map(({ key, value }) => ({ key, value }))
}

function pathOf(pointer: string): string[] {
  if (pointer !== '' && !pointer.startsWith('/'))
    throw new AppError('store_pointer_invalid', { params: { pointer: pointer.slice(0, 200) } })
  return pointerParts(pointer)
}

function endOf(step: StoreStep, now: number): number | null {
  return step.ttlSeconds === undefined ? null : now + step.ttlSeconds * 1000
}

function membersOf(value: Json): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
