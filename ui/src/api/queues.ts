import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import type { InJson } from './narrow.ts'
import { inJson } from './narrow.ts'

export type QueueState = open.QueueState
export type QueueItem = InJson<open.QueueItem>
export type QueueStats = open.QueueStats
export type Queues = open.Queues
/** An outbound call, masked and cut: no secret is in it. */
export type OutboundCall = open.Call
export const QUEUE_STATES: readonly QueueState[] = [
  'pending',
  'processing',
  'retrying',
  'waiting',
  'uncertain',
  'failed',
  'done',
  'cancelled',
]

export interface QueueFilter {
  flowId?: string
  state?: QueueState
  text?: string
  cursor?: string
  limit?: number
}

export const listQueue = async (query: QueueFilter) => inJson(await api.listQueue({ query }))
export const readQueueStats = () => api.getQueueStats({ query: {} })
export const readQueues = () => api.listQueues()
export const processQueue = () => api.processQueue({ body: {} })
export const retryQueueItem = (runId: string) => api.retryQueueItem({ path: { runId } })
export const listCalls = (query: { plugin?: string; status?: string; cursor?: string; limit?: number }) => api.listCalls({ query })
