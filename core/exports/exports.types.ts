import type { SheetFormat } from '../spreadsheets/table.types.ts'
import type { ExportSource } from './exports.gen.ts'

export type ExportStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface ExportRow {
  id: string
  userId: string
  source: ExportSource
  title: string
  format: SheetFormat
  locale: 'pt-BR' | 'en'
  status: ExportStatus
  reason: string | null
  attempt: number
  doneRows: number
  totalRows: number | null
  chunks: number
  sizeBytes: number
  askedAt: Date
  startedAt: Date | null
  endedAt: Date | null
  expiresAt: Date
  /** Of the workspace. */
  timezone: string
}

export interface ExportCaller {
  tenantId: string
  userId: string
}
