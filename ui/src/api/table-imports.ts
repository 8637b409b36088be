import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { ColumnUse, ImportPlan, ImportPreview, PreviewImport, PreviewRow, Reading, TableImport } from './generated/types.gen.ts'

export type { ColumnUse, ImportPlan, ImportPreview, PreviewImport, PreviewRow, Reading, TableImport }

export const listTableImports = () => api.listTableImports()
export const readTableImport = (importId: string) => api.getTableImport({ path: { importId } })
export const previewTableImport = (importId: string, body: PreviewImport) => api.previewTableImport({ path: { importId }, body })
export const startTableImport = (importId: string, body: ImportPlan) => api.startTableImport({ path: { importId }, body })
export const cancelTableImport = (importId: string) => api.cancelTableImport({ path: { importId } })
export const deleteTableImport = (importId: string) => api.deleteTableImport({ path: { importId } })

/** Keeps the file at the server and says what it would become. */
export async function uploadTableImport(tableName: string, file: File): Promise<ImportPreview> {
  return api.uploadTableImport({ path: { tableName }, body: { fileName: file.name.slice(0, 200), contentBase64: await base64Of(file) } })
}

/** Through the browser's own reader: a string built byte by byte would hold up the page. */
async function base64Of(file: File): Promise<string> {
  const reader = new FileReader()
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  reader.onload = () => resolve(String(reader.result))
  reader.onerror = () => reject(reader.error)
  reader.readAsDataURL(file)
  const address = await promise
  return address.slice(address.indexOf(',') + 1)
}

export function refusedRowsAddress(importId: string): string {
  return `/api/table-imports/${encodeURIComponent(importId)}/refused.csv`
}
