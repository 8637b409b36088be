import type { Json } from '../../sdk/flow/definition.ts'
import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import type { Clock } from '../platform/clock.ts'
import { schemaFrom } from '../platform/validate.ts'
import { showList, showTask } from './show-task.ts'
import type { DecideTask, ReassignTask, TaskQuery } from './tasks.gen.ts'
import schemas from './tasks.schema.json' with { type: 'json' }
import type { TasksService } from './tasks.service.ts'

const TAG = 'tasks'
const PARAMS: JsonSchema = {
  type: 'object',
  required: ['taskId'],
  additionalProperties: false,
  properties: { taskId: { type: 'string', maxLength: 40 } },
}
/** A form is filled in by hand. */
const MAX_ANSWER_BYTES = 256 * 1024

type OfTask<B = unknown> = RouteRequest<{ taskId: string }, Record<string, unknown>, B>

/** What flows ask of people. A task may be asked of any member, whatever their role: the service says whose it is. */
export function tasksRoutes(tasks: TasksService, clock: Clock): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/tasks',
      operationId: 'listTasks',
      summary: 'Tasks that the caller may see, newest first',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'TaskQuery'),
      response: schemaFrom(schemas, 'TaskList'),
      handler: async (request: RouteRequest<Record<string, string>, TaskQuery>) => ({
        body: showList(await tasks.list(requireCaller(request), request.query), clock.now()),
      }),
    },
    {
      method: 'GET',
      path: '/api/tasks/:taskId',
      operationId: 'getTask',
      summary: 'One task, with what to fill in and its history',
      tag: TAG,
      auth: 'viewer',
      params: PARAMS,
      response: schemaFrom(schemas, 'Task'),
      handler: async (request: OfTask) => ({
        body: showTask(await tasks.read(requireCaller(request), request.params.taskId), clock.now()),
      }),
    },
    {
      method: 'POST',
      path: '/api/tasks/:taskId/decide',
      operationId: 'decideTask',
      summary: 'Answer a task; the first answer counts and the run goes on',
      tag: TAG,
      auth: 'viewer',
      params: PARAMS,
      body: schemaFrom(schemas, 'DecideTask'),
      maxBodyBytes: MAX_ANSWER_BYTES,
      response: schemaFrom(schemas, 'Task'),
      handler: async (request: OfTask<DecideTask>) => {
        const { form, ...rest } = request.body
        const answer = form === undefined ? rest : { ...rest, form: jsonOf(form) }
        return { body: showTask(await tasks.decide(requireCaller(request), request.params.taskId, answer, request.locale), clock.now()) }
      },
    },
    {
      method: 'POST',
      path: '/api/tasks/:taskId/reassign',
      operationId: 'reassignTask',
      summary: 'Ask another role or member instead',
      tag: TAG,
      auth: 'operator',
      params: PARAMS,
      body: schemaFrom(schemas, 'ReassignTask'),
      response: schemaFrom(schemas, 'Task'),
      handler: async (request: OfTask<ReassignTask>) => ({
        body: showTask(await tasks.reassign(requireCaller(request), request.params.taskId, request.body.assignee), clock.now()),
      }),
    },
  ]
}

/** A parsed request body is JSON already; the generated type only cannot say so. */
function jsonOf(value: unknown): Json {
  return value as Json
}
