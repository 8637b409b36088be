/** Longest pause a provider may impose through a header; more is treated as this. */
const MAX_RETRY_AFTER_MS = 86_400_000

/** Milliseconds that a `Retry-After` header (seconds, or an HTTP date) asks to wait; null when absent or not readable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), MAX_RETRY_AFTER_MS)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - nowMs), MAX_RETRY_AFTER_MS)
}
