import type { ColumnUse, Reading } from './table-imports.gen.ts'

export type ImportStatus = 'draft' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface ImportRow {
  id: string
  userId: string
  table: string
  fileName: string
  sizeBytes: number
  chunks: number
  reading: Reading
  mapping: ColumnUse[]
  existing: 'update' | 'skip'
  locale: 'pt-BR' | 'en'
  status: ImportStatus
  reason: string | null
  attempt: number
  totalRows: number
  doneRows: number
  beganRows: number
  added: number
  updated: number
  skipped: number
  refused: number
  askedAt: Date
  startedAt: Date | null
  endedAt: Date | null
  expiresAt: Date
}

export interface ImportCaller {
  tenantId: string
  userId: string
}
