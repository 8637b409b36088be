import type { Json } from '../../sdk/flow/definition.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { LoadedHub, Registry } from '../registry/registry.types.ts'
import type { MappingSource } from './hub.types.ts'

/** The entities that installed connectors declare their records to be. */
export function hubMappings(registry: Pick<Registry, 'resource'>): MappingSource {
  return {
    mappingOf(plugin, resource) {
      const hub = registry.resource(plugin, resource)?.hub ?? null
      return hub === null ? null : { entity: hub.entity, toEntity: (record) => entityOf(hub, record) }
    },
  }
}

function entityOf({ map, lists, statuses }: LoadedHub, record: Json): Json {
  const mapped = map.render({ record })
  if (typeof mapped !== 'object' || mapped === null || Array.isArray(mapped)) return {}
  const entity = { ...mapped }
  for (const list of lists) {
    const listed = atPointer(record, list.each)
    if (Array.isArray(listed)) entity[list.member] = listed.map((item) => list.map.render({ item, record }) ?? null)
  }
  const { status } = entity
  if (statuses !== null && status !== undefined) {
    const word = typeof status === 'string' || typeof status === 'number' ? String(status) : ''
    entity['providerStatus'] = word
    entity['status'] = Object.hasOwn(statuses, word) ? (statuses[word] ?? null) : null
  }
  return entity
}
