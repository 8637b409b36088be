import { call, path } from './client.ts'

export type Verdict = 'accepted' | 'duplicate' | 'bad_signature' | 'unmatched' | 'quarantined'
export const VERDICTS: readonly Verdict[] = ['accepted', 'duplicate', 'bad_signature', 'unmatched', 'quarantined']

export interface Delivery {
  id: string
  receivedAt: string
  source: string
  verdict: Verdict
  dedupeKey: string | null
  runIds: string[]
  topic: string | null
}

export interface DeliveryStage {
  at: string
  what: 'received' | 'deduplicated' | 'stored' | 'queued' | 'fetched' | 'processed'
  runId: string | null
  /** `deduplicated`: copies received; `stored`: the verdict; `fetched`: the step; `processed`: how the run ended. */
  detail: number | string | null
}

export interface DeliveryDetail extends Delivery {
  method: string
  query: string
  headers: Record<string, string>
  /** Raw body as text; bytes that are no text are base64 after `base64:`. */
  body: string
  timeline: DeliveryStage[]
}

export const listDeliveries = (filter: { cursor?: string; limit?: number; flowId?: string }) =>
  call<{ items: Delivery[]; nextCursor: string | null }>('/api/deliveries', { query: { ...filter } })
export const readDelivery = (id: string) => call<DeliveryDetail>(path('/api/deliveries/:id', { id }))
