import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { RecordWriter } from '../resources/resources.types.ts'
import { echoHashOf, hashOf, linkKeyOf, toCanonical } from './canonical.ts'
import type { Canonical, HubEntity, HubKeeper, MappingSource } from './hub.types.ts'
import { takeEchoes } from './hub-echoes.store.ts'
import { type HubRecordToWrite, linkByKey, markHubRecordsGone, upsertHubRecords } from './hub-records.store.ts'

export interface HubKeeperDeps {
  mappings: MappingSource
  clock: Clock
}

export function createHubKeeper({ mappings, clock }: HubKeeperDeps): HubKeeper {
  return {
    async write(trx, ref, records, origin) {
      const mapping = mappings.mappingOf(ref.plugin, ref.resource)
      if (mapping === null || records.length === 0) return NONE
      const { tenantId, connectionId, plugin, resource } = ref
      const at = { tenantId, entity: mapping.entity, connectionId, resource, now: new Date(clock.now()) }
      const entities = records.map(({ key, data }) => ({ key, canonical: toCanonical(mapping.entity, mapping.toEntity(data)) }))
      // History starts no flow, whoever made it.
      const echoes =
        origin === 'backfill'
          ? NONE
          : await takeEchoes(
              trx,
              at,
              entities.map(({ key, canonical }) => hashed(at.entity, key, canonical)),
            )
      const rows = entities.map(({ key, canonical }): HubRecordToWrite => {
        return {
          externalId: key,
          newEntityId: newId('hub', at.now.getTime()),
          linkKey: linkKeyOf(mapping.entity, canonical),
          data: JSON.stringify(canonical),
          hash: hashOf(canonical),
          origin: echoes.has(key) ? 'echo' : origin,
        }
      })
      await upsertHubRecords(trx, { ...at, plugin }, rows)
      const keyed = rows.filter(({ linkKey }) => linkKey !== null).map(({ externalId }) => externalId)
      if (keyed.length > 0) await linkByKey(trx, at, keyed)
      return echoes
    },

    async remove(trx, ref, keys) {
      const mapping = mappings.mappingOf(ref.plugin, ref.resource)
      if (mapping === null || keys.length === 0) return
      const { tenantId, connectionId, resource } = ref
      await markHubRecordsGone(trx, { tenantId, entity: mapping.entity, connectionId, resource, now: new Date(clock.now()) }, keys)
    },
  }
}

const NONE: ReadonlySet<string> = new Set()

function hashed(entity: HubEntity, externalId: string, canonical: Canonical) {
  return { externalId, hash: echoHashOf(entity, canonical) }
}

/** The writer of records, which keeps entities too: what changes is an entity in the same transaction. */
export function withHub(writer: RecordWriter, hub: HubKeeper): RecordWriter {
  return {
    async write(trx, ref, records, origin) {
      const written = await writer.write(trx, ref, records, origin)
      // One outcome for each record, in their order; of copies in one page only the newest changed anything.
      const changed = records.filter((_record, index) => (written[index]?.change ?? null) !== null)
      const echoes = await hub.write(trx, ref, changed, origin)
      return echoes.size === 0 ? written : written.map((record) => (echoes.has(record.key) ? { ...record, isEcho: true } : record))
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
