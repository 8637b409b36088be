import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { ListRecordsData, RecordChangeView, RecordView, ResourceFieldView, ResourceView } from './generated/types.gen.ts'
import { type InJson, inJson } from './narrow.ts'

export type Resource = ResourceView
export type ResourceField = ResourceFieldView
export type StoredRecord = InJson<RecordView>
export type RecordChange = InJson<RecordChangeView>
export type FieldValue = RecordView['fields'][string]
export type RecordQuery = NonNullable<ListRecordsData['query']>

/** Which record of which account. */
export interface RecordAt {
  plugin: string
  resource: string
  connectionId: string
  key: string
}

export const listResources = () => api.listResources()
export const listRecords = async ({ plugin, resource }: Pick<RecordAt, 'plugin' | 'resource'>, query: RecordQuery) =>
  inJson(await api.listRecords({ path: { plugin, resource }, query }))
export const readRecord = async ({ plugin, resource, connectionId, key }: RecordAt) =>
  inJson(await api.getRecord({ path: { plugin, resource, connectionId, key } }))
export const listHistory = async ({ plugin, resource, connectionId, key }: RecordAt, cursor?: string) =>
  inJson(
    await api.listRecordHistory({ path: { plugin, resource, connectionId, key }, query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )

/** Reads the record at its provider now. */
export const syncRecord = ({ plugin, resource, connectionId, key }: RecordAt) =>
  api.syncRecord({ path: { plugin, resource, connectionId, key } })
