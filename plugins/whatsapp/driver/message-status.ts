import type { Level, SentMessage } from './sent-messages.ts'

export type Status = 'sending' | Level | 'refused'

/** A message goes through them in this order, and never back. */
const ORDER: readonly Status[] = ['sending', 'sent', 'delivered', 'read', 'played', 'refused']

export function statusOf({ levels, refused }: Pick<SentMessage, 'levels' | 'refused'>): Status {
  if (refused !== undefined) return 'refused'
  return ORDER.findLast((status) => status in levels) ?? 'sending'
}

/** Grows with every step. */
export function stepOf(status: Status): number {
  return ORDER.indexOf(status)
}
