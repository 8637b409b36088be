import type { Json } from '../../sdk/flow/definition.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import type { DraftTestService } from './draft-test.service.ts'
import type { DraftTestRequest } from './draft-test.types.ts'
import type { PinsRequest, PinsService } from './pins.service.ts'
import type { PinDraft, TestDraft } from './replay.gen.ts'
import schemas from './replay.schema.json' with { type: 'json' }

const TAG = 'flows'
const PINS_BYTES = 4 * 1024 * 1024
const FLOW_PARAMS: JsonSchema = {
  type: 'object',
  required: ['flowId'],
  additionalProperties: false,
  properties: { flowId: { type: 'string', maxLength: 40 } },
}

function schemaOf(name: keyof typeof schemas.$defs): JsonSchema {
  return { $ref: `#/$defs/${name}`, $defs: schemas.$defs }
}

type OfFlow<B = unknown> = RouteRequest<{ flowId: string }, Record<string, unknown>, B>

export function draftTestRoutes(pins: PinsService, tests: DraftTestService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/flows/:flowId/draft/pins',
      operationId: 'getPins',
      summary: 'What you pinned for trying your draft out',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      response: schemaOf('Pins'),
      handler: async (request: OfFlow) => ({ body: await pins.read(callerOf(request), request.params.flowId) }),
    },
    {
      method: 'PUT',
      path: '/api/flows/:flowId/draft/pins',
      operationId: 'savePins',
      summary: 'Pin the trigger, outputs of steps, or a whole run',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      body: schemaOf('PinDraft'),
      response: schemaOf('Pins'),
      maxBodyBytes: PINS_BYTES,
      handler: async (request: OfFlow<PinDraft>) => ({
        body: await pins.save(callerOf(request), request.params.flowId, jsonIn<PinsRequest>(request.body)),
      }),
    },
    {
      method: 'DELETE',
      path: '/api/flows/:flowId/draft/pins',
      operationId: 'deletePins',
      summary: 'Let go of all pins of your draft',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      successStatus: 204,
      handler: async (request: OfFlow) => {
        await pins.remove(callerOf(request), request.params.flowId)
        return {}
      },
    },
    {
      method: 'POST',
      path: '/api/flows/:flowId/draft/test',
      operationId: 'testDraft',
      summary: 'Try your draft out: one step, up to a step, from a step, or all of it. Effects are made only when confirmed',
      tag: TAG,
      auth: 'editor',
      params: FLOW_PARAMS,
      body: schemaOf('TestDraft'),
      response: schemaOf('DraftTest'),
      rateLimit: { quota: 120, windowSeconds: 60 },
      handler: async (request: OfFlow<TestDraft>) => ({
        body: await tests.test(callerOf(request), request.params.flowId, jsonIn<DraftTestRequest>(request.body)),
      }),
    },
  ]
}

function callerOf({ caller }: Pick<RouteRequest<unknown, unknown>, 'caller'>): { tenantId: string; userId: string } {
  if (caller === null) throw new AppError('unauthenticated')
  return { tenantId: caller.tenantId, userId: caller.userId }
}

/** A parsed and checked request body is JSON already; the generated types only cannot say so of its free members. */
function jsonIn<T extends { trigger?: Json }>(body: { trigger?: unknown }): T {
  return body as T
}
