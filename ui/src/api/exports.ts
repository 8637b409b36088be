import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { Export, ExportSource, StartExport } from './generated/types.gen.ts'

export type { Export, ExportSource }
export type ExportFormat = StartExport['format']

export const listExports = () => api.listExports()
export const startExport = (source: ExportSource, format: ExportFormat) => api.startExport({ body: { source, format } })
export const cancelExport = (exportId: string) => api.cancelExport({ path: { exportId } })
export const deleteExport = (exportId: string) => api.deleteExport({ path: { exportId } })

/** Followed by the browser itself, so that a large file never is in the page's memory. */
export function exportFileAddress(exportId: string): string {
  return `/api/exports/${encodeURIComponent(exportId)}/file`
}
