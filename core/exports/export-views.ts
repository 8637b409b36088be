import { NO_PACE, paceOf } from '../files/pace.ts'
import { ERROR_CODES } from '../platform/error-codes.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { localDay } from '../resources/local-day.ts'
import type { Export } from './exports.gen.ts'
import type { ExportRow } from './exports.types.ts'

export function showExport(row: ExportRow, now: number, locale: Locale): Export {
  const { id, source, title, format, status, doneRows, totalRows, sizeBytes } = row
  const pace = status === 'running' && row.startedAt !== null ? paceOf(doneRows, totalRows, now - row.startedAt.getTime()) : NO_PACE
  return {
    id,
    source,
    title,
    format,
    status,
    reason: row.reason === null ? null : reasonText(row.reason, locale),
    doneRows,
    totalRows,
    ...pace,
    sizeBytes,
    fileName: shownName(row),
    askedAt: row.askedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
  }
}

/** `Pedidos 2026-11-23.xlsx`: the day is the workspace's own. */
export function shownName({ title, format, askedAt, timezone }: Pick<ExportRow, 'title' | 'format' | 'askedAt' | 'timezone'>): string {
  const plain = title.replace(/[\\/:*?"<>|\p{C}]/gu, ' ').trim() || 'export'
  return `${plain} ${localDay(askedAt.getTime(), timezone)}.${format}`
}

function reasonText(code: string, locale: Locale): string {
  const known = Object.entries(ERROR_CODES).find(([name]) => name === code)?.[1]
  return (known ?? ERROR_CODES.internal)[locale]
}
