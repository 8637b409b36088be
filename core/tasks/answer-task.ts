import type { Json } from '../../sdk/flow/definition.ts'
import { recordAudit } from '../identity/audit.service.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { AppError, type FieldError } from '../platform/errors.ts'
import { findUnstorable } from '../platform/unstorable.ts'
import { compileUntrusted } from '../platform/validate.ts'
import type { deliverArrival } from '../runs/inbox.store.ts'
import { addTaskEvent } from './task-events.store.ts'
import { emailOf, findTask, lockTask, markDecided } from './tasks.store.ts'
import type { Task } from './tasks.types.ts'

type Locale = 'pt-BR' | 'en'

export interface TaskAnswer {
  outcome: string
  /** What was filled in; absent or null where the task has no form. */
  form?: Json
  comment?: string
}

/** How the run gets the answer, in the same transaction. */
export type Deliver = typeof deliverArrival

/** Who answers: a member, or whoever has the link that the flow sent. */
export type Answerer = { via: 'app'; userId: string } | { via: 'link' }

export interface GivenAnswer {
  tenantId: string
  task: Task
  answer: TaskAnswer
  by: Answerer
  clock: Clock
  deliver: Deliver
}

/** Checked against the task alone. Throws AppError `invalid` naming the fields. */
export function checkAnswer(task: Task, answer: TaskAnswer, locale: Locale): void {
  const faults: FieldError[] = []
  if (!task.outcomes.some(({ lane }) => lane === answer.outcome)) {
    faults.push({ field: '/outcome', reason: task.outcomes.map(({ lane }) => lane).join(', ') })
  }
  const unstorable = findUnstorable({ form: answer.form ?? null, comment: answer.comment ?? null })
  if (unstorable !== null) faults.push({ field: unstorable, reason: locale === 'en' ? 'cannot be stored' : 'não pode ser gravado' })
  faults.push(...formFaults(task.form, answer.form ?? null, locale))
  if (faults.length > 0) throw new AppError('invalid', { errors: faults })
}

function formFaults(form: Json, values: Json, locale: Locale): FieldError[] {
  if (form === null) {
    return values === null ? [] : [{ field: '/form', reason: locale === 'en' ? 'this task has no form' : 'esta tarefa não tem formulário' }]
  }
  const validator = compileUntrusted(form)
  return validator.validate(values ?? {}, locale).map(({ field, reason }) => ({ field: `/form${field}`, reason }))
}

/**
 * Answers a task in the caller's transaction: the run gets the outcome's lane, the task its decision, the audit log its entry, or
 * none of it. One answer wins. Throws AppError `task_answered`, `task_over`. The run's row is locked first, as the engine's
 * commits do, and holds the run back until the answer is there; only then is the deadline looked at.
 */
export async function answerTask(trx: Trx, { tenantId, task, answer, by, clock, deliver }: GivenAnswer): Promise<void> {
  const { id, runId, path } = task
  const at = clock.now()
  const form = task.form === null ? null : (answer.form ?? {})
  const output: Json = { outcome: answer.outcome, by: await answererOf(trx, by), at, form }
  const delivered = await deliver(trx, { tenantId, runId, path, id, outcome: { status: 'done', output, lane: answer.outcome } })
  await lockTask(trx, id)
  refuseClosed(await findTask(trx, id, null), clock.now())
  if (delivered !== 'delivered') throw new AppError('task_over')
  const userId = by.via === 'app' ? by.userId : null
  const formValues = form === null ? null : JSON.stringify(form)
  await markDecided(trx, id, { by: userId, outcome: answer.outcome, formValues, comment: answer.comment ?? null, atIso: toIso(at) })
  await addTaskEvent(trx, { tenantId, taskId: id, kind: 'decided', by: userId, detail: { outcome: answer.outcome, via: by.via } }, at)
  const told = { detail: { via: by.via, runId }, before: { status: task.status }, after: { status: 'done', outcome: answer.outcome } }
  await recordAudit(trx, { tenantId, userId, act: 'task.decided', subject: id, ...told }, at)
}

/** Throws AppError `not_found`, `task_answered`, `task_over` unless the task can be answered at `nowMs`. */
export function refuseClosed(task: Task | undefined, nowMs: number): asserts task is Task {
  if (task === undefined) throw new AppError('not_found')
  if (task.status === 'done') throw new AppError('task_answered', { params: { who: task.decidedBy?.name ?? 'link' } })
  if (task.status !== 'open' || isLate(task, nowMs)) throw new AppError('task_over')
}

export function isLate({ deadlineAt }: Task, nowMs: number): boolean {
  return deadlineAt !== null && deadlineAt.getTime() <= nowMs
}

async function answererOf(trx: Trx, by: Answerer): Promise<Json> {
  if (by.via === 'link') return { via: 'link', id: null, name: null, email: null }
  const { name, email } = await emailOf(trx, by.userId)
  return { via: 'app', id: by.userId, name, email }
}
