import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import type { InJson } from './narrow.ts'
import { inJson } from './narrow.ts'

export type QueueState = open.QueueState
export type QueueItem = InJson<open.QueueItem>
export type QueueStats = open.QueueStats
export type Queues = open.Queues
export type DeadLetter = Queues['deadLetters'][number]
export type QueueMessage = Awaited<ReturnType<typeof readQueueItem>>
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
/** With what it was started with. */
export const readQueueItem = async (runId: string) => inJson(await api.getQueueItem({ path: { runId } }))
export const readQueueStats = () => api.getQueueStats({ query: {} })
export const readQueues = () => api.listQueues()
export const processQueue = () => api.processQueue({ body: {} })
export const retryQueueItem = (runId: string) => api.retryQueueItem({ path: { runId } })
export const listCalls = (query: { plugin?: string; status?: string; cursor?: string; limit?: number }) => api.listCalls({ query })
/** Of this workspace only. Throws ApiError 404 when it is no longer there. */
export const retryDeadLetter = ({ queue, id }: DeadLetter) => api.retryDeadLetter({ path: { queue, jobId: id } })
export const discardDeadLetter = ({ queue, id }: DeadLetter) => api.discardDeadLetter({ path: { queue, jobId: id } })
