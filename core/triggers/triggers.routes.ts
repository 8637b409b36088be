import type { Json, ScheduleTrigger } from '../../sdk/flow/definition.ts'
import { answerOfFlow } from '../http/flow-answer.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { BackfillSchedule } from './triggers.gen.ts'
import schemas from './triggers.schema.json' with { type: 'json' }
import type { TriggersService } from './triggers.service.ts'

const TAG = 'triggers'

function paramsOf(name: string): JsonSchema {
  return { type: 'object', required: [name], additionalProperties: false, properties: { [name]: { type: 'string', maxLength: 64 } } }
}

type OfFlow<B = unknown> = RouteRequest<{ flowId: string }, Record<string, unknown>, B>
type Parts = Pick<TriggersService, 'schedules' | 'pollings' | 'apiActions'>

export function triggersRoutes(triggers: Parts): Route[] {
  return [...timedRoutes(triggers), ...actionRoutes(triggers)]
}

function timedRoutes({ schedules, pollings }: Parts): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/flows/:flowId/schedule',
      operationId: 'getSchedule',
      summary: "A flow's schedule: next five times, last one, and what was missed",
      tag: TAG,
      auth: 'viewer',
      params: paramsOf('flowId'),
      response: schemaFrom(schemas, 'Schedule'),
      handler: async (request: OfFlow) => ({ body: await schedules.read(requireCaller(request).tenantId, request.params.flowId) }),
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/schedule/backfill',
      operationId: 'backfillSchedule',
      summary: 'Start the runs of a range of the past that have none yet; at most 500',
      tag: TAG,
      auth: 'operator',
      params: paramsOf('flowId'),
      body: schemaFrom(schemas, 'BackfillSchedule'),
      response: schemaFrom(schemas, 'Backfill'),
      handler: async (request: OfFlow<BackfillSchedule>) => ({
        body: await schedules.backfill(requireCaller(request).tenantId, request.params.flowId, request.body),
      }),
    },
    {
      method: 'POST',
      path: '/api/schedule-preview',
      operationId: 'previewSchedule',
      summary: 'The next five times of a schedule that is being written',
      tag: TAG,
      auth: 'viewer',
      body: schemaFrom(schemas, 'PreviewSchedule'),
      response: schemaFrom(schemas, 'SchedulePreview'),
      handler: async (
        request: RouteRequest<Record<string, string>, Record<string, unknown>, Pick<ScheduleTrigger, 'when' | 'timezone'>>,
      ) => ({
        body: schedules.preview(request.body, request.locale),
      }),
    },
    {
      method: 'GET',
      path: '/api/flows/:flowId/polling',
      operationId: 'getPolling',
      summary: "How a flow's polling is doing: last and next time, last error, what it knows",
      tag: TAG,
      auth: 'viewer',
      params: paramsOf('flowId'),
      response: schemaFrom(schemas, 'Polling'),
      handler: async (request: OfFlow) => ({ body: await pollings.read(requireCaller(request).tenantId, request.params.flowId) }),
    },
  ]
}

function actionRoutes({ apiActions }: Parts): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/actions',
      operationId: 'listExposedActions',
      summary: 'Flows that can be called as actions, with what they take',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'ExposedActionList'),
      handler: async (request: RouteRequest) => ({
        body: { items: await apiActions.list(requireCaller(request).tenantId), nextCursor: null },
      }),
    },
    {
      method: 'POST',
      path: '/api/v1/actions/:slug',
      operationId: 'callExposedAction',
      summary: 'Call a flow: 202 and a run id, or what the flow answers. Idempotency-Key makes a repeated call one run',
      tag: TAG,
      auth: 'operator',
      params: paramsOf('slug'),
      body: { description: 'What the action takes; its schema is in the list of actions.' },
      response: { description: 'The answer of the flow, or {runId}.' },
      handler: async (request: RouteRequest<{ slug: string }, Record<string, unknown>, Json>) => {
        const { tenantId } = requireCaller(request)
        const key = idempotencyKey(request.headers)
        const called = await apiActions.call(tenantId, request.params.slug, { body: request.body, key, locale: request.locale })
        if (called.kind === 'answer') return answerOfFlow(called.answer)
        return { status: 202, body: { runId: called.runId } }
      },
    },
  ]
}
