const DAY_MS = 86_400_000
/** Brasília has had no daylight saving time since 2019. */
const BRASILIA_MS = -3 * 3_600_000

/** `dd/mm/aaaa` in Brasília. */
export function dateText(ms: number): string {
  const [year = '', month = '', day = ''] = local(ms).slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}

/** `dd/mm/aaaa hh:mm:ss` in Brasília. */
export function dateTimeText(ms: number): string {
  return `${dateText(ms)} ${local(ms).slice(11, 19)}`
}

/** Milliseconds of the beginning of that day in Brasília; null when it is no day. */
export function dayOf(text: string): number | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text)
  if (match === null) return null
  const [, day, month, year] = match
  const at = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  return Number.isNaN(at) || dateText(at - BRASILIA_MS) !== text ? null : at - BRASILIA_MS
}

/** Milliseconds of the end of that day in Brasília. */
export function endOfDay(ms: number): number {
  return ms + DAY_MS
}

/** The next day of the month `day` after `ms`, at midnight in Brasília. Days that a month lacks are its last one. */
export function nextDue(ms: number, day: number): number {
  const now = new Date(ms + BRASILIA_MS)
  for (let months = 0; ; months++) {
    const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months + 1, 0)).getUTCDate()
    const at = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, Math.min(day, last)) - BRASILIA_MS
    if (at > ms) return at
  }
}

/** `mes/ano` of an instant: `11/2026`. */
export function periodText(ms: number): string {
  return dateText(ms).slice(3)
}

/** `99.9` → `R$ 99,90`. */
export function moneyText(amount: string): string {
  return `R$ ${Number(amount).toFixed(2).replace('.', ',')}`
}

/** `1.234,56` → `1234.56`; null when it is not written like that. */
export function amountOf(text: string): string | null {
  return /^\d{1,3}(\.\d{3})*,\d{2}$|^\d+,\d{2}$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : null
}

export function maskDocument(digits: string): string {
  return digits.length === 14
    ? digits.replace(/^(\d{2})(\d{3})(\d{3})(\d{4})(\d{2})$/, '$1.$2.$3/$4-$5')
    : digits.replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1.$2.$3-$4')
}

export function digitsIn(text: string): string {
  return text.replace(/\D/g, '')
}

function local(ms: number): string {
  return new Date(ms + BRASILIA_MS).toISOString()
}
