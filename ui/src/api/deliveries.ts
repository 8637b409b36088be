import type { Json } from '@tomada/sdk/flow'
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

export interface DeliveryDetail extends Delivery {
  method?: string
  headers: Record<string, string>
  /** Raw body as text. */
  body: string
  timeline?: Array<{ at: string; what: string; runId?: string | null; detail?: Json }>
}

export const listDeliveries = (filter: { cursor?: string; limit?: number; flowId?: string }) =>
  call<{ items: Delivery[]; nextCursor: string | null }>('/api/deliveries', { query: { ...filter } })
export const readDelivery = (id: string) => call<DeliveryDetail>(path('/api/deliveries/:id', { id }))
