import type { Json } from '../../sdk/flow/definition.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import type { Decision } from './journal.types.ts'
import type { DecideStep, RetryRun, RunQuery, RunStepQuery, StartRun } from './runs.gen.ts'
import schemas from './runs.schema.json' with { type: 'json' }
import type { RunCaller, RunsService } from './runs.service.ts'

const TAG = 'runs'
const ID: JsonSchema = { type: 'string', maxLength: 40 }

function schemaOf(name: keyof typeof schemas.$defs): JsonSchema {
  return { $ref: `#/$defs/${name}`, $defs: schemas.$defs }
}

function paramsOf(...names: string[]): JsonSchema {
  return {
    type: 'object',
    required: names,
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, name === 'path' ? { type: 'string', maxLength: 400 } : ID])),
  }
}

type OfRun<B = unknown> = RouteRequest<{ runId: string }, Record<string, unknown>, B>
type OfStep = RouteRequest<{ runId: string; path: string }, Record<string, unknown>, DecideStep>

export function runsRoutes(runs: RunsService): Route[] {
  return [...readRoutes(runs), ...steerRoutes(runs)]
}

function readRoutes(runs: RunsService): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/runs',
      operationId: 'listRuns',
      summary: 'Runs of the workspace, newest first',
      tag: TAG,
      auth: 'viewer',
      query: schemaOf('RunQuery'),
      response: schemaOf('RunList'),
      handler: async (request: RouteRequest<Record<string, string>, RunQuery>) => {
        const { cursor, ...query } = request.query
        return { body: await runs.list(callerOf(request), { ...query, ...(cursor === undefined ? {} : { before: cursor }) }) }
      },
    },
    {
      method: 'GET',
      path: '/api/runs/:runId',
      operationId: 'getRun',
      summary: 'One run, with its trigger data and the flow as it was',
      tag: TAG,
      auth: 'viewer',
      params: paramsOf('runId'),
      response: schemaOf('Run'),
      handler: async (request: OfRun) => ({ body: await runs.read(callerOf(request), request.params.runId) }),
    },
    {
      method: 'GET',
      path: '/api/runs/:runId/steps',
      operationId: 'listRunSteps',
      summary: 'What each step of a run got, gave and called',
      tag: TAG,
      auth: 'viewer',
      params: paramsOf('runId'),
      query: schemaOf('RunStepQuery'),
      response: schemaOf('RunStepList'),
      handler: async (request: RouteRequest<{ runId: string }, RunStepQuery>) => ({
        body: { items: await runs.shownSteps(callerOf(request), request.params.runId, request.query), nextCursor: null },
      }),
    },
    {
      method: 'GET',
      path: '/api/runs/:runId/input',
      operationId: 'readRunInput',
      summary: "A run's whole trigger data, however large",
      tag: TAG,
      auth: 'viewer',
      params: paramsOf('runId'),
      response: schemaOf('WholeValue'),
      handler: async (request: OfRun) => ({ body: { value: await runs.wholeInput(callerOf(request), request.params.runId) } }),
    },
    wholeValueRoute(runs, 'input'),
    wholeValueRoute(runs, 'output'),
  ]
}

/** What the list of steps shows the beginning of. */
function wholeValueRoute(runs: RunsService, what: 'input' | 'output'): Route {
  return {
    method: 'GET',
    path: `/api/runs/:runId/steps/:path/${what}`,
    operationId: what === 'input' ? 'readRunStepInput' : 'readRunStepOutput',
    summary: `A step's whole ${what}, however large`,
    tag: TAG,
    auth: 'viewer',
    params: paramsOf('runId', 'path'),
    response: schemaOf('WholeValue'),
    handler: async (request: RouteRequest<{ runId: string; path: string }>) => {
      const { runId, path } = request.params
      return { body: { value: await runs.wholeValue(callerOf(request), runId, path, what) } }
    },
  }
}

function steerRoutes(runs: RunsService): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/flows/:flowId/runs',
      operationId: 'startRun',
      summary: 'Start the published version now',
      tag: TAG,
      auth: 'operator',
      params: paramsOf('flowId'),
      body: schemaOf('StartRun'),
      response: schemaOf('RunStarted'),
      successStatus: 202,
      handler: async (request: RouteRequest<{ flowId: string }, Record<string, unknown>, StartRun>) => ({
        body: { runId: await runs.startManually(callerOf(request), request.params.flowId, jsonOf(request.body.data)) },
      }),
    },
    {
      method: 'POST',
      path: '/api/runs/:runId/retry',
      operationId: 'retryRun',
      summary: 'Run again from the start or from a step; effects that are done are not repeated',
      tag: TAG,
      auth: 'operator',
      params: paramsOf('runId'),
      body: schemaOf('RetryRun'),
      response: schemaOf('RunStarted'),
      successStatus: 202,
      handler: async (request: OfRun<RetryRun>) => {
        const { input, ...how } = request.body
        const retry = { ...how, ...(input === undefined ? {} : { input: jsonOf(input) }) }
        return { body: { runId: await runs.retry(callerOf(request), request.params.runId, retry) } }
      },
    },
    {
      method: 'POST',
      path: '/api/runs/:runId/cancel',
      operationId: 'cancelRun',
      summary: 'End an open run before its next call',
      tag: TAG,
      auth: 'operator',
      params: paramsOf('runId'),
      successStatus: 204,
      handler: async (request: OfRun) => {
        await runs.cancel(callerOf(request), request.params.runId)
        return {}
      },
    },
    {
      method: 'POST',
      path: '/api/runs/:runId/resolve',
      operationId: 'resolveRun',
      summary: 'Mark a failed run as dealt with',
      tag: TAG,
      auth: 'operator',
      params: paramsOf('runId'),
      successStatus: 204,
      handler: async (request: OfRun) => {
        await runs.resolve(callerOf(request), request.params.runId)
        return {}
      },
    },
    {
      method: 'POST',
      path: '/api/runs/:runId/steps/:path/decide',
      operationId: 'decideRunStep',
      summary: 'Say what became of a call whose outcome is unknown',
      tag: TAG,
      auth: 'operator',
      params: paramsOf('runId', 'path'),
      body: schemaOf('DecideStep'),
      successStatus: 204,
      handler: async (request: OfStep) => {
        await runs.decide(callerOf(request), request.params.runId, request.params.path, decisionOf(request.body))
        return {}
      },
    },
  ]
}

function callerOf(request: RouteRequest<unknown, unknown>): RunCaller {
  if (request.caller === null) throw new AppError('unauthenticated')
  return { tenantId: request.caller.tenantId, userId: request.caller.userId }
}

function decisionOf({ decision, output }: DecideStep): Decision {
  return decision === 'treatAsDone' ? { decision, output: jsonOf(output ?? null) } : { decision }
}

/** A parsed request body is JSON already; the generated type only cannot say so. */
function jsonOf(value: unknown): Json {
  return value as Json
}
