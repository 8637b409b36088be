import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { DataTable } from './generated/types.gen.ts'

export type { DataTable }

export const listDataTables = () => api.listDataTables()
export const createDataTable = (name: string) => api.createDataTable({ body: { name } })
