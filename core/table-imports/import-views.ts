import { NO_PACE, paceOf } from '../files/pace.ts'
import { ERROR_CODES } from '../platform/error-codes.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { TableImport } from './table-imports.gen.ts'
import type { ImportRow } from './table-imports.types.ts'

export function showImport(row: ImportRow, now: number, locale: Locale): TableImport {
  const { id, table, fileName, sizeBytes, status, existing, totalRows, doneRows, added, updated, skipped, refused } = row
  const since = status === 'running' ? row.startedAt : null
  const { beganRows } = row
  const pace = since === null ? NO_PACE : paceOf(doneRows - beganRows, totalRows - beganRows, now - since.getTime())
  return {
    id,
    table,
    fileName,
    sizeBytes,
    status,
    reason: row.reason === null ? null : reasonText(row.reason, locale),
    existing,
    totalRows,
    doneRows,
    ...pace,
    added,
    updated,
    skipped,
    refused,
    askedAt: row.askedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
  }
}

function reasonText(code: string, locale: Locale): string {
  if (code === 'not_found') return locale === 'pt-BR' ? 'A tabela foi excluída.' : 'The table was deleted.'
  return ERROR_CODES.internal[locale]
}
