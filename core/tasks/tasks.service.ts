import type { Json } from '../../sdk/flow/definition.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import { ROLES, roleAtLeast } from '../identity/roles.ts'
import type { Clock } from '../platform/clock.ts'
import { toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import { answerTask, checkAnswer, type Deliver, refuseClosed, type TaskAnswer } from './answer-task.ts'
import { addTaskEvent, eventsOfTask } from './task-events.store.ts'
import { assignTask, countOpen, findTask, findTaskOfStep, isMember, listTasks, lockTask, type Viewer } from './tasks.store.ts'
import type { Assignee, Task, TaskEvent, TaskStatus } from './tasks.types.ts'

export interface TasksDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  flows: Pick<FlowSource, 'names'>
  deliver: Deliver
  /** Lets a process of the engine take the run that goes on. */
  wake(): void
  /** Tells the workspace's browsers which tasks changed. After commit. */
  changed(tenantId: string, ids: string[]): void
}

export interface TaskView extends Task {
  flowName: string
}

export interface TaskFilter {
  status?: TaskStatus
  /** Only what is for the caller, also where they may see everybody's. */
  mine?: boolean
  runId?: string
  cursor?: string
  limit?: number
}

export type TasksService = ReturnType<typeof createTasks>

const PAGE = 50
const MAX_PAGE = 200

/**
 * Tasks as people see and answer them. Owners and administrators see all of the workspace, everybody else what is asked of them or
 * of a role that theirs covers; another's task is as unknown as one that never existed.
 */
export function createTasks(deps: TasksDeps) {
  const { db, clock, deliver } = deps

  async function view(tenantId: string, tasks: readonly Task[]): Promise<TaskView[]> {
    const names = await deps.flows.names(
      tenantId,
      tasks.map((task) => task.flowId),
    )
    return tasks.map((task) => ({ ...task, flowName: names.get(task.flowId) ?? '' }))
  }

  async function load(trx: Trx, caller: Caller, id: string): Promise<Task> {
    const task = isId('tsk', id) ? await findTask(trx, id, sees(caller, false)) : undefined
    if (task === undefined) throw new AppError('not_found')
    return task
  }

  async function read(caller: Caller, id: string): Promise<{ task: TaskView; events: TaskEvent[] }> {
    const { task, events } = await db.forTenant(caller.tenantId, async (trx) => ({
      task: await load(trx, caller, id),
      events: await eventsOfTask(trx, id),
    }))
    const [shown] = await view(caller.tenantId, [task])
    if (shown === undefined) throw new AppError('not_found')
    return { task: shown, events }
  }

  return {
    read,

    async list(caller: Caller, filter: TaskFilter): Promise<{ items: TaskView[]; nextCursor: string | null; openForMe: number }> {
      const { cursor, mine, ...rest } = filter
      if (cursor !== undefined && !isId('tsk', cursor)) {
        throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
      }
      const limit = Math.min(filter.limit ?? PAGE, MAX_PAGE)
      const nowIso = toIso(clock.now())
      const before = cursor === undefined ? {} : { before: cursor }
      const { tasks, openForMe } = await db.forTenant(caller.tenantId, async (trx) => ({
        tasks: await listTasks(trx, { ...rest, ...before, visibleTo: sees(caller, mine === true), limit }, nowIso),
        openForMe: await countOpen(trx, viewerOf(caller), nowIso),
      }))
      const nextCursor = tasks.length === limit ? (tasks.at(-1)?.id ?? null) : null
      return { items: await view(caller.tenantId, tasks), nextCursor, openForMe }
    },

    /** Throws AppError `invalid`, `task_answered`, `task_over`, `not_found`. */
    async decide(caller: Caller, id: string, answer: TaskAnswer, locale: 'pt-BR' | 'en') {
      const { tenantId, userId } = caller
      const task = await db.forTenant(tenantId, (trx) => load(trx, caller, id))
      refuseClosed(task, clock.now())
      checkAnswer(task, answer, locale)
      await db.forTenant(tenantId, (trx) => answerTask(trx, { tenantId, task, answer, by: { via: 'app', userId }, clock, deliver }))
      deps.wake()
      deps.changed(tenantId, [id])
      return read(caller, id)
    },

    /** Hands an open task to another role or member. Throws AppError `invalid`, `task_answered`, `task_over`, `not_found`. */
    async reassign(caller: Caller, id: string, to: Assignee) {
      const { tenantId, userId } = caller
      const seen = await db.forTenant(tenantId, async (trx) => {
        const before = await load(trx, caller, id)
        await lockTask(trx, id)
        refuseClosed(await findTask(trx, id, null), clock.now())
        if ('userId' in to && !(await isMember(trx, to.userId))) throw new AppError('invalid', { errors: [notMember] })
        await assignTask(trx, id, to)
        const detail: Json = { from: nameOf(before.assignee), to: { ...to } }
        await addTaskEvent(trx, { tenantId, taskId: id, kind: 'reassigned', by: userId, detail }, clock.now())
        const told = { before: { assignee: nameOf(before.assignee) }, after: { assignee: { ...to } } }
        await recordAudit(trx, { tenantId, userId, act: 'task.reassigned', subject: id, ...told }, clock.now())
        return { task: (await findTask(trx, id, null)) ?? before, events: await eventsOfTask(trx, id) }
      })
      deps.changed(tenantId, [id])
      const [task] = await view(tenantId, [seen.task])
      if (task === undefined) throw new AppError('not_found')
      return { task, events: seen.events }
    },

    /** For the link of an approval step; null when the step has not asked yet. */
    ofStep: (tenantId: string, runId: string, path: string): Promise<Task | null> =>
      db.forTenant(tenantId, async (trx) => (await findTaskOfStep(trx, runId, path)) ?? null),

    /** An answer by whoever holds the link. Throws AppError `invalid`, `task_answered`, `task_over`. */
    async decideByLink(tenantId: string, task: Task, answer: TaskAnswer, locale: 'pt-BR' | 'en'): Promise<void> {
      refuseClosed(task, clock.now())
      checkAnswer(task, answer, locale)
      await db.forTenant(tenantId, (trx) => answerTask(trx, { tenantId, task, answer, by: { via: 'link' }, clock, deliver }))
      deps.wake()
      deps.changed(tenantId, [task.id])
    },
  }
}

const notMember = { field: '/assignee/userId', reason: 'not a member of the workspace' }

/** Null: everything of the workspace. */
function sees(caller: Caller, onlyMine: boolean): Viewer | null {
  return roleAtLeast(caller.role, 'admin') && !onlyMine ? null : viewerOf(caller)
}

function viewerOf({ userId, role }: Caller): Viewer {
  return { userId, roles: ROLES.filter((other) => roleAtLeast(role, other)) }
}

function nameOf(assignee: Task['assignee']): Json {
  return 'role' in assignee ? { role: assignee.role } : { userId: assignee.user.id }
}
