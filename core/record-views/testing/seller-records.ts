import { createHash } from 'node:crypto'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { declaredResources } from '../../resources/declared-resources.ts'
import { createRecordWriter } from '../../resources/record-writer.ts'
import { createResources } from '../../resources/resources.service.ts'
import type { Origin } from '../../resources/resources.types.ts'
import { applyTables } from '../../resources/tables/apply-tables.ts'
import { readRecordNow } from '../../sync/read-record.ts'
import { type Capabilities, CONNECTION } from '../../testing/capabilities.ts'
import { createRecordEdits, type RecordEditsDeps } from '../record-edits.service.ts'
import { createRecordPage } from '../record-page.service.ts'

const PLUGIN = 'mercado-livre'

/** A seller's records beside a recorded provider: what is stored, read again and sent goes the way it goes in the product. */
export async function openSellerRecords(database: Database & { url: string }, { registry, actions, read }: Capabilities, clock: Clock) {
  const declared = declaredResources(registry)
  const ofPlugin = declared.all().filter(({ plugin }) => plugin === PLUGIN)
  await applyTables(database.url, ofPlugin)
  const writer = createRecordWriter({ resources: declared, clock, changed: () => undefined })
  const resources = createResources({ db: database, resources: declared })
  const changes: string[] = []
  const deps = {
    db: database,
    clock,
    writer,
    operations: { read: (request: Parameters<typeof read>[2] & { resource: string; key: string }) => read(request.resource, request.key) },
    resources: {
      plugins: () => [PLUGIN],
      resource: (plugin: string, name: string) => declared.find(plugin, name)?.declared ?? null,
      resourcesOf: () => ofPlugin.map((each) => each.declared),
    },
    queue: { send: () => Promise.reject(new Error('no flow listens here')) },
    changed: () => undefined,
  }
  const syncRecord: RecordEditsDeps['sync']['syncRecord'] = async (tenantId, at, origin = 'manual') => {
    const result = await readRecordNow({ tenantId, ...at }, origin, deps)
    if (!result.ok) throw new AppError('provider_failed', { params: { reason: result.failure.message } })
    if (result.outcome === 'missing') throw new AppError('not_found')
    return result.outcome === 'stale' ? 'unchanged' : result.outcome
  }
  const edits = createRecordEdits({
    db: database,
    clock,
    registry,
    actions,
    resources,
    sync: { syncRecord },
    changed: (_tenantId, id) => changes.push(id),
  })
  return {
    edits,
    page: createRecordPage({ resources, registry, edits }),
    resources,
    /** Resources that pages were told of. */
    changes,
    store(tenantId: string, resource: string, data: { id: string | number; [name: string]: Json }, origin: Origin = 'backfill') {
      const text = JSON.stringify(data)
      const hash = createHash('sha256').update(text).digest('hex')
      const version = typeof data['last_updated'] === 'string' ? Date.parse(data['last_updated']) : null
      const record = { key: String(data.id), data, text, version, hash, flagged: false }
      const ref = { tenantId, connectionId: CONNECTION, plugin: PLUGIN, resource }
      return database.forTenant(tenantId, (trx) => writer.write(trx, ref, [record], origin))
    },
  }
}
