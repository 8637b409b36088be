import { toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'

/** The event that a person waits for while building a webhook flow. One per flow. */
export interface CaptureRow {
  openUntil: Date
  capturedAt: Date | null
  /** JSON text. */
  sample: string | null
}

/** An open capture, found before the tenant is known. */
export interface OpenCapture {
  tenantId: string
  flowId: string
  /** JSON text of the draft's webhook trigger. */
  definition: string
}

/** Opens it anew: an event of an older capture is forgotten. */
export async function openCapture(trx: Trx, capture: OpenCapture & { untilMs: number }): Promise<void> {
  const fresh = { definition: capture.definition, open_until: toIso(capture.untilMs), captured_at: null, sample: null }
  await trx('flow_captures')
    .insert({ tenant_id: capture.tenantId, flow_id: capture.flowId, ...fresh })
    .onConflict(['tenant_id', 'flow_id'])
    .merge(fresh)
}

export async function findCapture(trx: Trx, flowId: string): Promise<CaptureRow | undefined> {
  return trx('flow_captures')
    .where({ flow_id: flowId })
    .first<CaptureRow | undefined>({ openUntil: 'open_until', capturedAt: 'captured_at', sample: 'sample' })
}

/** False when it was closed, or another event was first. */
export async function storeCapture(trx: Trx, flowId: string, sample: string, nowMs: number): Promise<boolean> {
  const changed = await trx('flow_captures')
    .where({ flow_id: flowId })
    .whereNull('captured_at')
    .where('open_until', '>', toIso(nowMs))
    .update({ captured_at: toIso(nowMs), sample })
  return changed > 0
}

/** The open capture behind a webhook token, whether or not its flow is published: engine role, select only. */
export async function findOpenCapture({ engine }: Pick<Database, 'engine'>, token: string, nowMs: number): Promise<OpenCapture | null> {
  const row = await engine('flow_hooks as h')
    .join('flow_captures as c', (on) => on.on('c.tenant_id', 'h.tenant_id').andOn('c.flow_id', 'h.flow_id'))
    .join('flows as f', (on) => on.on('f.tenant_id', 'h.tenant_id').andOn('f.id', 'h.flow_id'))
    .where('h.token', token)
    .whereNull('c.captured_at')
    .where('c.open_until', '>', toIso(nowMs))
    .whereNull('f.deleted_at')
    .first<OpenCapture | undefined>({ tenantId: 'c.tenant_id', flowId: 'c.flow_id', definition: 'c.definition' })
  return row ?? null
}
