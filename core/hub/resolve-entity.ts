import type { Json } from '../../sdk/flow/definition.ts'
import type { EntityField, EntityView, HubEntity } from './hub.types.ts'
import type { HubRow } from './hub-records.store.ts'

const ALL = '*'

/**
 * One entity of all its records. A field is taken from its owner, else from the owner of all fields, else from the record that was there
 * first and has it. What others say is never dropped: a field on which they do not agree is a conflict and shows each value.
 */
export function resolveEntity(entity: HubEntity, rows: readonly HubRow[], owners: ReadonlyMap<string, string>): EntityView | null {
  const [first] = rows
  if (first === undefined) return null
  const names = [...new Set(rows.flatMap(({ data }) => Object.keys(data)))]
  const fields = names.flatMap((name) => fieldOf(name, rows, owners) ?? [])
  return {
    id: first.entityId,
    entity,
    key: rows.find(({ linkKey }) => linkKey !== null)?.linkKey ?? null,
    data: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    fields,
    records: rows.map(({ connectionId, plugin, resource, externalId, linkedBy, data, changedAt }) => {
      return { connectionId, plugin, resource, externalId, linkedBy, data, changedAt: changedAt.toISOString() }
    }),
  }
}

function fieldOf(name: string, rows: readonly HubRow[], owners: ReadonlyMap<string, string>): EntityField | null {
  const values = rows.flatMap(({ connectionId, externalId, data }) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined
    return value === undefined || value === null ? [] : [{ connectionId, externalId, value }]
  })
  const of = (owner: string | undefined) => values.find(({ connectionId }) => connectionId === owner)
  const chosen = of(owners.get(name)) ?? of(owners.get(ALL)) ?? values[0]
  if (chosen === undefined) return null
  const isConflict = new Set(values.map(({ value }) => comparable(value))).size > 1
  return { name, value: chosen.value, connectionId: chosen.connectionId, isConflict, values }
}

/** Members in any order are the same value: the database keeps none. */
function comparable(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}
