import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import CircleX from '@lucide/svelte/icons/circle-x'
import Clock from '@lucide/svelte/icons/clock'
import LoaderCircle from '@lucide/svelte/icons/loader-circle'
import type { Export } from '#lib/api/exports.ts'
import type { StateLook } from '#lib/components/state/looks.ts'
import { duration } from '#lib/i18n/time.ts'
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'

export const FILE_LOOKS: Record<Export['status'], StateLook> = {
  waiting: { label: m.exports_state_waiting, tone: 'neutral', icon: Clock },
  running: { label: m.exports_state_running, tone: 'info', icon: LoaderCircle, spins: true },
  done: { label: m.exports_state_done, tone: 'ok', icon: CircleCheck },
  failed: { label: m.exports_state_failed, tone: 'error', icon: CircleX },
  cancelled: { label: m.exports_state_cancelled, tone: 'neutral', icon: CircleSlash },
}

/** Of an export or an import. */
export interface JobProgress {
  status: string
  doneRows: number
  totalRows: number | null
  rowsPerSec: number | null
  etaSeconds: number | null
}

export function isOpen({ status }: Pick<JobProgress, 'status'>): boolean {
  return status === 'waiting' || status === 'running'
}

/** 0 to 1; null while it cannot be said. */
export function shareOf({ doneRows, totalRows }: Pick<JobProgress, 'doneRows' | 'totalRows'>): number | null {
  if (totalRows === null) return doneRows === 0 ? 0 : null
  return totalRows === 0 ? 1 : Math.min(1, doneRows / totalRows)
}

/** `12.500 de 100.000 linhas · 8.000 linhas/s · faltam 11 s` */
export function progressText(job: JobProgress, locale: string = getLocale()): string {
  const number = new Intl.NumberFormat(locale)
  const done = number.format(job.doneRows)
  const parts = [
    job.totalRows === null ? m.exports_progress_open({ done }) : m.exports_progress({ done, total: number.format(job.totalRows) }),
  ]
  if (job.rowsPerSec !== null) parts.push(m.exports_rate({ rate: number.format(job.rowsPerSec) }))
  if (job.etaSeconds !== null) parts.push(m.exports_eta({ time: duration(job.etaSeconds * 1000) }))
  return parts.join(' · ')
}

/** 840 B, 1,2 MB. */
export function sizeText(bytes: number, locale: string = getLocale()): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: unit === 0 ? 0 : 1 }).format(size)} ${units[unit]}`
}
