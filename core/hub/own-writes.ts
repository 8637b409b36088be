import type { Json } from '../../sdk/flow/definition.ts'
import type { ExpectedWrite, OwnWrites } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { decimalSum, echoHashOf, toCanonical } from './canonical.ts'
import type { Canonical, HubEntity, MappingSource } from './hub.types.ts'
import { deleteEcho, entityToCome, insertEcho } from './hub-echoes.store.ts'

export interface OwnWritesDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  mappings: MappingSource
}

/** As long as a provider may take to tell of a write. */
const ECHO_MS = 600_000

/**
 * What an action is about to change of a stored record, so that its coming back starts no flow (connectors.md 8). A record that is not
 * stored, or of which it cannot be said what it will be, is news when it comes.
 */
export function createOwnWrites({ db, clock, mappings }: OwnWritesDeps): OwnWrites {
  return {
    async expect({ tenantId, connectionId, plugin, resource, key, set, location }) {
      const entity = mappings.mappingOf(plugin, resource)?.entity
      if (entity === undefined || key === '') return null
      const at = { tenantId, entity, connectionId, resource, externalId: key }
      const hash = await db.forTenant(tenantId, async (trx) => {
        const now = new Date(clock.now())
        const known = await entityToCome(trx, at, now)
        const data = known === undefined ? null : expectedEntity(entity, known, set, location)
        if (data === null) return null
        const expected = echoHashOf(entity, data)
        await insertEcho(trx, at, { hash: expected, data, now, expiresAt: new Date(now.getTime() + ECHO_MS) })
        return expected
      })
      return hash === null ? null : () => db.forTenant(tenantId, (trx) => deleteEcho(trx, at, hash))
    },
  }
}

/** Null: it cannot be said. */
export function expectedEntity(
  entity: HubEntity,
  known: Canonical,
  set: ExpectedWrite['set'],
  location: ExpectedWrite['location'],
): Canonical | null {
  const given = toCanonical(entity, set)
  // Nothing of the entity: what else of the record changes is not known here.
  if (Object.keys(given).length === 0 || Object.values(given).includes(null)) return null
  const { quantity } = given
  if (location === null || typeof quantity !== 'string') return { ...known, ...given }
  const places = listOf(known['locations'])
  const place =
    places.find((one) => one['externalId'] === location || one['name'] === location) ?? (location === '' ? only(places) : undefined)
  const total = sumAfter(known['quantity'], place?.['quantity'], quantity)
  if (place === undefined || total === null) return null
  const locations = places.map((one) => (one === place ? { ...one, quantity } : one))
  return { ...known, ...given, quantity: total, locations }
}

function sumAfter(total: Json | undefined, before: Json | undefined, after: string): string | null {
  return typeof total === 'string' && typeof before === 'string' ? decimalSum(total, after, `-${before}`) : null
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined
}

function listOf(value: Json | undefined): Array<Record<string, Json>> {
  const list = Array.isArray(value) ? value : []
  return list.filter((one): one is Record<string, Json> => typeof one === 'object' && one !== null && !Array.isArray(one))
}
