import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { ChooseSync, StartSync, SyncJob, SyncLogEntry, SyncProgress, SyncSetting } from './generated/types.gen.ts'

export type { SyncJob, SyncLogEntry, SyncProgress, SyncSetting }

export const readSync = (connectionId: string) => api.getSyncStatus({ path: { connectionId } })
export const startSync = (connectionId: string, body: StartSync) => api.startSync({ path: { connectionId }, body })
export const cancelSync = (jobId: string) => api.cancelSync({ path: { jobId } })
export const chooseSync = (connectionId: string, resources: ChooseSync['resources']) =>
  api.chooseSync({ path: { connectionId }, body: { resources } })
export const listSyncLog = (connectionId: string, cursor?: string) =>
  api.listSyncLog({ query: { connectionId, limit: 20, ...(cursor === undefined ? {} : { cursor }) } })
export const listSyncLogRecords = (entryId: string) => api.listSyncLogRecords({ path: { entryId } })
