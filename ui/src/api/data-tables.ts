import type { Json } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { DataTable, ListDataRowsData, DataRow as Row } from './generated/types.gen.ts'
import { type InJson, inJson } from './narrow.ts'

export type { DataTable }
export type DataRow = InJson<Row>
export type RowQuery = NonNullable<ListDataRowsData['query']>

export const listDataTables = () => api.listDataTables()
export const createDataTable = (name: string) => api.createDataTable({ body: { name } })
export const deleteDataTable = (tableName: string) => api.deleteDataTable({ path: { tableName } })
export const listDataRows = async (tableName: string, query: RowQuery) => inJson(await api.listDataRows({ path: { tableName }, query }))
/** `ifRevision`: saved only over this one; 0: only when there is no such row. Throws ApiError 412 when somebody was faster. */
export const saveDataRow = async (
  tableName: string,
  rowKey: string,
  body: { value: Json; expiresAt?: string | null; ifRevision: number },
) => inJson(await api.saveDataRow({ path: { tableName, rowKey }, body }))
export const deleteDataRow = (tableName: string, rowKey: string) => api.deleteDataRow({ path: { tableName, rowKey } })
