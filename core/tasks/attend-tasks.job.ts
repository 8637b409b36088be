import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Db, Trx } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { isLate } from './answer-task.ts'
import { addTaskEvent } from './task-events.store.ts'
import { earliest } from './task-row.ts'
import { claimDueTasks, findTask, lockTask, markAttended, markOverdue } from './tasks.store.ts'
import type { Task } from './tasks.types.ts'

const FIND_QUEUE = 'tasks.find-due'
const ATTEND_QUEUE = 'tasks.attend-tasks'
const BATCH = 1_000
/** A task whose job was lost is looked at again after so long. */
const AGAIN_MS = 5 * 60_000

export interface AttendDeps {
  db: Pick<Database, 'forTenant'>
  /** Sees every tenant: finds what is due, and nothing else is done with it. */
  engine: Db
  clock: Clock
  changed(tenantId: string, ids: string[]): void
}

/** Every minute: one job of its tenant for each task that is due, in the transaction that puts it off. Returns how many. */
export async function findDueTasks(queue: Pick<Queue, 'send'>, { engine, clock }: AttendDeps): Promise<number> {
  const nowMs = clock.now()
  return engine.transaction(async (trx) => {
    const due = await claimDueTasks(trx, { nowIso: toIso(nowMs), againIso: toIso(nowMs + AGAIN_MS), limit: BATCH })
    const jobs = due.map(({ tenantId, id }) => ({ ids: { tenantId, taskId: id }, singletonKey: id }))
    await queue.send(ATTEND_QUEUE, jobs, trx)
    return due.length
  })
}

/**
 * Reminds, escalates or closes one task, whatever is due; doing it twice changes nothing. There is no notification yet: a
 * reminder is an entry of the task's history and a notice to open browsers. Returns what was done.
 */
export async function attendTask(
  trx: Trx,
  tenantId: string,
  id: string,
  nowMs: number,
): Promise<Array<'reminded' | 'escalated' | 'overdue'>> {
  await lockTask(trx, id)
  const task = await findTask(trx, id, null)
  if (task === undefined || task.status !== 'open') return []
  const tell = (kind: 'reminded' | 'escalated' | 'overdue') => addTaskEvent(trx, { tenantId, taskId: id, kind, by: null }, nowMs)
  if (isLate(task, nowMs)) {
    await markOverdue(trx, id, toIso(nowMs))
    await tell('overdue')
    return ['overdue']
  }
  const done: Array<'reminded' | 'escalated'> = []
  if (isDue(task.reminderAt, task.remindedAt, nowMs)) done.push('reminded')
  if (isDue(task.escalateAt, task.escalatedAt, nowMs)) done.push('escalated')
  for (const kind of done) await tell(kind)
  const remindedAt = done.includes('reminded') ? nowMs : timeOf(task.remindedAt)
  const escalatedAt = done.includes('escalated') ? nowMs : timeOf(task.escalatedAt)
  const attendAt = nextLook(task, remindedAt, escalatedAt)
  await markAttended(trx, id, { remindedAt: iso(remindedAt), escalatedAt: iso(escalatedAt), attendAt: iso(attendAt) })
  return done
}

export async function declareAttendTasks(queue: Queue, deps: AttendDeps, works: boolean): Promise<void> {
  await queue.declare(FIND_QUEUE)
  await queue.declare(ATTEND_QUEUE)
  if (!works) return
  await queue.work(FIND_QUEUE, 1, async () => {
    await findDueTasks(queue, deps)
  })
  await queue.workForTenant(ATTEND_QUEUE, 20, deps.db, async ({ tenantId, ids, forTenant }) => {
    const { taskId = '' } = ids
    const done = await forTenant((trx) => attendTask(trx, tenantId, taskId, deps.clock.now()))
    if (done.length > 0) deps.changed(tenantId, [taskId])
  })
  await queue.every(FIND_QUEUE, '* * * * *')
}

function nextLook(task: Task, remindedAt: number | null, escalatedAt: number | null): number | null {
  const reminder = remindedAt === null ? timeOf(task.reminderAt) : null
  const escalation = escalatedAt === null ? timeOf(task.escalateAt) : null
  return earliest([timeOf(task.deadlineAt), reminder, escalation])
}

function isDue(at: Date | null, doneAt: Date | null, nowMs: number): boolean {
  return at !== null && doneAt === null && at.getTime() <= nowMs
}

function timeOf(date: Date | null): number | null {
  return date === null ? null : date.getTime()
}

function iso(ms: number | null): string | null {
  return ms === null ? null : toIso(ms)
}
