import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { progressStream } from './progress-stream.ts'
import type { CheckDraft, ReplayRun } from './replay.gen.ts'
import schemas from './replay.schema.json' with { type: 'json' }
import type { ReplayService } from './replay.service.ts'

const NDJSON = 'application/x-ndjson'
const DEFAULT_LIMIT = 50

function schemaOf(name: keyof typeof schemas.$defs): JsonSchema {
  return { $ref: `#/$defs/${name}`, $defs: schemas.$defs }
}

function paramOf(name: string): JsonSchema {
  return { type: 'object', required: [name], additionalProperties: false, properties: { [name]: { type: 'string', maxLength: 40 } } }
}

export function replayRoutes(replay: ReplayService): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/runs/:runId/replay',
      operationId: 'replayRun',
      summary: 'Compute a run again from what it recorded, without any call, and compare every output',
      tag: 'runs',
      auth: 'operator',
      params: paramOf('runId'),
      body: schemaOf('ReplayRun'),
      response: schemaOf('ReplayReport'),
      rateLimit: { quota: 120, windowSeconds: 60 },
      handler: async (request: RouteRequest<{ runId: string }, Record<string, unknown>, ReplayRun>) => ({
        body: await replay.replay(callerOf(request), request.params.runId, request.body),
      }),
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/draft/publish-check',
      operationId: 'checkDraft',
      summary: 'What the last runs would have done on your draft. With Accept: application/x-ndjson, progress line by line',
      tag: 'flows',
      auth: 'editor',
      params: paramOf('flowId'),
      body: schemaOf('CheckDraft'),
      response: schemaOf('PublishCheck'),
      rateLimit: { quota: 20, windowSeconds: 60 },
      handler: async (request: RouteRequest<{ flowId: string }, Record<string, unknown>, CheckDraft>) => {
        const check = await replay.publishCheck(callerOf(request), request.params.flowId, request.body.limit ?? DEFAULT_LIMIT)
        if (request.headers['accept']?.includes(NDJSON) === true) return { body: progressStream(check), type: NDJSON }
        return { body: await check.result(new AbortController().signal, () => {}) }
      },
    },
  ]
}

function callerOf({ caller }: Pick<RouteRequest<unknown, unknown>, 'caller'>): { tenantId: string; userId: string } {
  if (caller === null) throw new AppError('unauthenticated')
  return { tenantId: caller.tenantId, userId: caller.userId }
}
