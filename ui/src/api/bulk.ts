import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { Bulk, BulkItemList, FailureGroup, StartBulk } from './generated/types.gen.ts'

export type { Bulk, FailureGroup, StartBulk }
export type BulkAction = Bulk['action']
export type BulkItem = BulkItemList['items'][number]
/** Which runs: these, or those that fit. */
export type BulkTarget =
  | { kind: 'runs'; runIds: string[] }
  | { kind: 'filter'; filter: NonNullable<StartBulk['filter']> }
  | { kind: 'group'; fingerprint: string; count: number }

export const listFailures = (flowId?: string) => api.listFailures({ query: { limit: 200, ...(flowId === undefined ? {} : { flowId }) } })
export const startBulk = (target: BulkTarget, how: Pick<StartBulk, 'action' | 'version' | 'from'>) =>
  api.startBulk({ body: { ...how, ...which(target) } })
/** What goes on, and what ended within a day. */
export const listBulks = () => api.listBulks()
export const listBulkItems = (bulkId: string) => api.listBulkItems({ path: { bulkId } })
export const cancelBulk = (bulkId: string) => api.cancelBulk({ path: { bulkId } })

function which(target: BulkTarget): Pick<StartBulk, 'runIds' | 'filter'> {
  if (target.kind === 'runs') return { runIds: target.runIds }
  return { filter: target.kind === 'group' ? { fingerprint: target.fingerprint } : target.filter }
}
