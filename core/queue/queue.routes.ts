import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ProcessQueue, QueueQuery, QueueStatsQuery } from './queue.gen.ts'
import schemas from './queue.schema.json' with { type: 'json' }
import type { QueueService } from './queue.service.ts'
import type { QueuesService } from './queues.service.ts'

const TAG = 'queue'
const RUN: JsonSchema = {
  type: 'object',
  required: ['runId'],
  additionalProperties: false,
  properties: { runId: { type: 'string', maxLength: 40 } },
}

const JOB: JsonSchema = {
  type: 'object',
  required: ['queue', 'jobId'],
  additionalProperties: false,
  properties: { queue: { type: 'string', maxLength: 120 }, jobId: { type: 'string', maxLength: 40 } },
}

type OfJob = RouteRequest<{ queue: string; jobId: string }>
type OfItem = RouteRequest<{ runId: string }>
type WithQuery<Q> = RouteRequest<Record<string, string>, Q>

export function queueRoutes(queue: QueueService, queues: QueuesService): Route[] {
  return [...readRoutes(queue, queues), ...workRoutes(queue), ...deadLetterRoutes(queues)]
}

function readRoutes(queue: QueueService, queues: QueuesService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/queue',
      operationId: 'listQueue',
      summary: 'Runs as items of work, newest first: state, tries, next try, last error',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'QueueQuery'),
      response: schemaFrom(schemas, 'QueueItemList'),
      handler: async (request: WithQuery<QueueQuery>) => ({ body: await queue.list(requireCaller(request), request.query) }),
    },
    {
      method: 'GET',
      path: '/api/queue/stats',
      operationId: 'getQueueStats',
      summary: 'How many items stand how, how long the oldest waits, and how many end',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'QueueStatsQuery'),
      response: schemaFrom(schemas, 'QueueStats'),
      handler: async (request: WithQuery<QueueStatsQuery>) => ({ body: await queue.stats(requireCaller(request), request.query) }),
    },
    {
      method: 'GET',
      path: '/api/queue/:runId',
      operationId: 'getQueueItem',
      summary: 'One item with what it was started with',
      tag: TAG,
      auth: 'viewer',
      params: RUN,
      response: schemaFrom(schemas, 'QueueItemDetail'),
      handler: async (request: OfItem) => ({ body: await queue.read(requireCaller(request), request.params.runId) }),
    },
    {
      method: 'GET',
      path: '/api/queues',
      operationId: 'listQueues',
      summary: 'Job queues with depth, oldest age and dead letters; workers with their heartbeat',
      tag: TAG,
      auth: 'operator',
      response: schemaFrom(schemas, 'Queues'),
      handler: async (request: RouteRequest) => ({ body: await queues.read(requireCaller(request).tenantId) }),
    },
  ]
}

function workRoutes(queue: QueueService): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/queue/process',
      operationId: 'processQueue',
      summary: 'Have due items worked on now, and wait for what becomes of them',
      tag: TAG,
      auth: 'operator',
      body: schemaFrom(schemas, 'ProcessQueue'),
      response: schemaFrom(schemas, 'Drained'),
      rateLimit: { quota: 60, windowSeconds: 60 },
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, ProcessQueue>) => ({
        body: await queue.process(requireCaller(request), request.body),
      }),
    },
    {
      method: 'POST',
      path: '/api/queue/:runId/retry',
      operationId: 'retryQueueItem',
      summary: 'Run a failed item again with what it was started with, or try one now that waits for its next try',
      tag: TAG,
      auth: 'operator',
      params: RUN,
      response: schemaFrom(schemas, 'Retried'),
      successStatus: 202,
      handler: async (request: OfItem) => ({ body: { runId: await queue.retry(requireCaller(request), request.params.runId) } }),
    },
  ]
}

function deadLetterRoutes(queues: QueuesService): Route[] {
  const settle = (how: 'retry' | 'discard') => async (request: OfJob) => {
    const { queue, jobId } = request.params
    await queues.settleDead(requireCaller(request), { queue, id: jobId }, how)
    return {}
  }
  return [
    {
      method: 'POST',
      path: '/api/queues/:queue/jobs/:jobId/retry',
      operationId: 'retryDeadLetter',
      summary: 'Give a job whose tries are used up one more',
      tag: TAG,
      auth: 'operator',
      params: JOB,
      successStatus: 204,
      handler: settle('retry'),
    },
    {
      method: 'DELETE',
      path: '/api/queues/:queue/jobs/:jobId',
      operationId: 'discardDeadLetter',
      summary: 'Give up a job whose tries are used up',
      tag: TAG,
      auth: 'admin',
      params: JOB,
      successStatus: 204,
      handler: settle('discard'),
    },
  ]
}
