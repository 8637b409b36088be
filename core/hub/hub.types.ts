import type { Json } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import type { ResourceRef } from '../resources/operations/operations.types.ts'
import type { Origin } from '../resources/resources.types.ts'

export const HUB_ENTITIES = ['product', 'order', 'customer', 'inventory'] as const
export type HubEntity = (typeof HUB_ENTITIES)[number]

export const ORDER_STATUSES = ['pending', 'paid', 'invoiced', 'shipped', 'delivered', 'cancelled', 'returned'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** One record as its entity: canonical members only, money and quantities as decimal texts (connectors.md 7). */
export type Canonical = Readonly<Record<string, Json>>

/** Turns records of one resource into an entity. Null: this one is none. */
export interface HubMapping {
  entity: HubEntity
  toEntity(record: Json): Json
}

export interface MappingSource {
  /** Null: the resource is no entity. */
  mappingOf(plugin: string, resource: string): HubMapping | null
}

export interface EntityRecord {
  connectionId: string
  plugin: string
  resource: string
  externalId: string
  linkedBy: 'key' | 'person' | null
  data: Canonical
  changedAt: string
}

/** A field of an entity: the value that counts, where it is from, and what all say when they do not agree. */
export interface EntityField {
  name: string
  value: Json
  connectionId: string
  isConflict: boolean
  values: Array<{ connectionId: string; externalId: string; value: Json }>
}

export interface EntityView {
  id: string
  entity: HubEntity
  key: string | null
  data: Canonical
  fields: EntityField[]
  records: EntityRecord[]
}

/** Which record of which account. */
export interface RecordAt {
  connectionId: string
  resource: string
  externalId: string
}

/** Keeps entities in step with records, in the transaction that writes them. */
export interface HubKeeper {
  /** Answers the keys of records that came back of writes of ours. */
  write(trx: Trx, ref: ResourceRef, records: ReadonlyArray<{ key: string; data: Json }>, origin: Origin): Promise<ReadonlySet<string>>
  remove(trx: Trx, ref: ResourceRef, keys: readonly string[]): Promise<void>
}
