import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { ChooseSync, StartSync, SyncedRecords, SyncJob, SyncLogEntry, SyncProgress, SyncSetting } from './generated/types.gen.ts'

export type { SyncJob, SyncLogEntry, SyncProgress, SyncSetting }
/** What became of one record of a page. */
export type SyncedRecord = SyncedRecords['items'][number]

export const readSync = (connectionId: string) => api.getSyncStatus({ path: { connectionId } })
export const startSync = (connectionId: string, body: StartSync) => api.startSync({ path: { connectionId }, body })
export const cancelSync = (jobId: string) => api.cancelSync({ path: { jobId } })
export const chooseSync = (connectionId: string, resources: ChooseSync['resources']) =>
  api.chooseSync({ path: { connectionId }, body: { resources } })

/** `jobId`: pages of one sync; what webhooks led to is of none. */
export interface SyncLogFilter {
  connectionId: string
  jobId?: string
  resource?: string
  kind?: SyncLogEntry['kind']
}

export const listSyncLog = (filter: SyncLogFilter, cursor?: string) =>
  api.listSyncLog({ query: { ...filter, limit: 20, ...(cursor === undefined ? {} : { cursor }) } })
export const listSyncLogRecords = (entryId: string) => api.listSyncLogRecords({ path: { entryId } })
