import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { RecordWriter } from '../resources/resources.types.ts'
import { hashOf, linkKeyOf, toCanonical } from './canonical.ts'
import type { HubKeeper, MappingSource } from './hub.types.ts'
import { type HubRecordToWrite, linkByKey, markHubRecordsGone, upsertHubRecords } from './hub-records.store.ts'

export interface HubKeeperDeps {
  mappings: MappingSource
  clock: Clock
}

export function createHubKeeper({ mappings, clock }: HubKeeperDeps): HubKeeper {
  return {
    async write(trx, ref, records, origin) {
      const mapping = mappings.mappingOf(ref.plugin, ref.resource)
      if (mapping === null || records.length === 0) return
      const { tenantId, connectionId, plugin, resource } = ref
      const at = { tenantId, entity: mapping.entity, connectionId, resource }
      const nowMs = clock.now()
      const rows = records.map(({ key, data }): HubRecordToWrite => {
        const canonical = toCanonical(mapping.entity, mapping.toEntity(data))
        const linkKey = linkKeyOf(mapping.entity, canonical)
        return { externalId: key, newEntityId: newId('hub', nowMs), linkKey, data: JSON.stringify(canonical), hash: hashOf(canonical) }
      })
      await upsertHubRecords(trx, { ...at, plugin, origin, now: new Date(nowMs) }, rows)
      const keyed = rows.filter(({ linkKey }) => linkKey !== null).map(({ externalId }) => externalId)
      if (keyed.length > 0) await linkByKey(trx, at, keyed)
    },

    async remove(trx, ref, keys) {
      const mapping = mappings.mappingOf(ref.plugin, ref.resource)
      if (mapping === null || keys.length === 0) return
      const { tenantId, connectionId, resource } = ref
      await markHubRecordsGone(trx, { tenantId, entity: mapping.entity, connectionId, resource, now: new Date(clock.now()) }, keys)
    },
  }
}

/** The writer of records, which keeps entities too: what changes is an entity in the same transaction. */
export function withHub(writer: RecordWriter, hub: HubKeeper): RecordWriter {
  return {
    async write(trx, ref, records, origin) {
      const written = await writer.write(trx, ref, records, origin)
      // One outcome for each record, in their order; of copies in one page only the newest changed anything.
      const changed = records.filter((_record, index) => (written[index]?.change ?? null) !== null)
      await hub.write(trx, ref, changed, origin)
      return written
    },
    async remove(trx, ref, keys, origin) {
      const removed = await writer.remove(trx, ref, keys, origin)
      await hub.remove(
        trx,
        ref,
        removed.map(({ key }) => key),
      )
      return removed
    },
  }
}
