import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'

export type ImportedWorkflow = open.ImportReport['items'][number]
export type ImportedNode = ImportedWorkflow['nodes'][number]
export type ImportVerdict = ImportedNode['verdict']

/** What would become of the workflows in an export of n8n; nothing is created. Throws ApiError `workflow_unreadable`. */
export const previewN8nImport = (text: string) => api.importN8N({ body: { text, preview: true } })
/** A draft for each workflow, with the same report. */
export const importN8n = (text: string) => api.importN8N({ body: { text } })
