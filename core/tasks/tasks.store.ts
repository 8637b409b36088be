import type { Knex } from 'knex'
import type { Role } from '../identity/roles.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { AssigneeRole, Person, Task, TaskStatus } from './tasks.types.ts'

export interface TaskQuery {
  /** Whose tasks; null: everybody's. */
  visibleTo: Viewer | null
  status?: TaskStatus
  runId?: string
  /** Id of the last task of the page before. */
  before?: string
  limit: number
}

export interface Viewer {
  userId: string
  /** Every role that the person's own covers. */
  roles: readonly Role[]
}

/** Newest first. `nowIso` decides which open tasks are overdue. */
export async function listTasks(trx: Trx, query: TaskQuery, nowIso: string): Promise<Task[]> {
  const rows = tasks(trx).orderBy('t.id', 'desc').limit(query.limit)
  if (query.visibleTo !== null) onlyOf(rows, query.visibleTo)
  if (query.status !== undefined) onlyWith(rows, query.status, nowIso)
  if (query.runId !== undefined) rows.where('t.run_id', query.runId)
  if (query.before !== undefined) rows.where('t.id', '<', query.before)
  return (await rows).map(taskOf)
}

export async function countOpen(trx: Trx, viewer: Viewer, nowIso: string): Promise<number> {
  const rows = trx('tasks as t')
  onlyOf(rows, viewer)
  onlyWith(rows, 'open', nowIso)
  const [counted] = await rows.count<Array<{ count: number }>>('t.id')
  return Number(counted?.count ?? 0)
}

export async function findTask(trx: Trx, id: string, visibleTo: Viewer | null): Promise<Task | undefined> {
  const rows = tasks(trx).where('t.id', id)
  if (visibleTo !== null) onlyOf(rows, visibleTo)
  const row = await rows.first()
  return row === undefined ? undefined : taskOf(row)
}

export async function findTaskOfStep(trx: Trx, runId: string, path: string): Promise<Task | undefined> {
  const row = await tasks(trx).where({ 't.run_id': runId, 't.path': path }).first()
  return row === undefined ? undefined : taskOf(row)
}

/** Serialises what people and jobs do to one task, until the transaction ends. */
export async function lockTask(trx: Trx, id: string): Promise<void> {
  await trx('tasks').where({ id }).forUpdate().select('id')
}

export interface DecidedTask {
  by: string | null
  outcome: string
  formValues: string | null
  comment: string | null
  atIso: string
}

export async function markDecided(trx: Trx, id: string, decided: DecidedTask): Promise<void> {
  await trx('tasks').where({ id, status: 'open' }).update({
    status: 'done',
    closed_at: decided.atIso,
    attend_at: null,
    decided_by: decided.by,
    outcome: decided.outcome,
    form_values: decided.formValues,
    comment: decided.comment,
  })
}

export async function markOverdue(trx: Trx, id: string, atIso: string): Promise<void> {
  await trx('tasks').where({ id, status: 'open' }).update({ status: 'overdue', closed_at: atIso, attend_at: null })
}

export async function assignTask(trx: Trx, id: string, to: { role: AssigneeRole } | { userId: string }): Promise<void> {
  const role = 'role' in to ? to.role : null
  await trx('tasks')
    .where({ id })
    .update({ assignee_role: role, assignee_user: 'userId' in to ? to.userId : null })
}

/** What a job did to an open task, and when somebody must look again. */
export async function markAttended(
  trx: Trx,
  id: string,
  done: { remindedAt: string | null; escalatedAt: string | null; attendAt: string | null },
): Promise<void> {
  await trx('tasks').where({ id }).update({ reminded_at: done.remindedAt, escalated_at: done.escalatedAt, attend_at: done.attendAt })
}

/**
 * Tasks of all tenants that somebody must look at, oldest first, put off until `againIso` in case the one who is asked to does
 * not. Engine role.
 */
export async function claimDueTasks(
  trx: Trx | Db,
  { nowIso, againIso, limit }: { nowIso: string; againIso: string; limit: number },
): Promise<Array<{ tenantId: string; id: string }>> {
  const { rows } = await trx.raw<{ rows: Array<{ tenant_id: string; id: string }> }>(
    `UPDATE tasks t SET attend_at = :againIso FROM (
       SELECT tenant_id, id FROM tasks WHERE attend_at <= :nowIso ORDER BY attend_at LIMIT :limit FOR UPDATE SKIP LOCKED
     ) due WHERE t.tenant_id = due.tenant_id AND t.id = due.id RETURNING t.tenant_id, t.id`,
    { nowIso, againIso, limit },
  )
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }))
}

/** For the output of the step; a member who is gone by now has no name. */
export async function emailOf(trx: Trx, userId: string): Promise<{ name: string | null; email: string | null }> {
  const row: { name: string; email: string } | undefined = await trx('users').where({ id: userId }).first('name', 'email')
  return row ?? { name: null, email: null }
}

export async function isMember(trx: Trx, userId: string): Promise<boolean> {
  const found: unknown = await trx('memberships').where({ user_id: userId }).first('user_id')
  return found !== undefined
}

function onlyOf(rows: Knex.QueryBuilder, { userId, roles }: Viewer): void {
  rows.where((own) =>
    own
      .where('t.assignee_user', userId)
      .orWhereIn('t.assignee_role', roles)
      .orWhere('t.decided_by', userId)
      .orWhere((later) =>
        later.whereNotNull('t.escalated_at').where((to) => to.where('t.escalate_to_user', userId).orWhereIn('t.escalate_to_role', roles)),
      ),
  )
}

function onlyWith(rows: Knex.QueryBuilder, status: TaskStatus, nowIso: string): void {
  if (status === 'open') {
    rows.where('t.status', 'open').where((time) => time.whereNull('t.deadline_at').orWhere('t.deadline_at', '>', nowIso))
  } else if (status === 'overdue') {
    rows.where((late) =>
      late.where('t.status', 'overdue').orWhere((open) => open.where('t.status', 'open').where('t.deadline_at', '<=', nowIso)),
    )
  } else rows.where('t.status', status)
}

interface Row {
  [column: string]: unknown
  id: string
  run_id: string
  path: string
  flow_id: string
  step_name: string
  question: string
  details: string | null
  form: string | null
  outcomes: string
  assignee_role: AssigneeRole | null
  assignee_user: string | null
  assignee_name: string | null
  escalate_to_role: AssigneeRole | null
  escalate_to_user: string | null
  escalate_to_name: string | null
  created_at: Date
  deadline_at: Date | null
  reminder_at: Date | null
  reminded_at: Date | null
  escalate_at: Date | null
  escalated_at: Date | null
  status: TaskStatus
  closed_at: Date | null
  decided_by: string | null
  decided_name: string | null
  outcome: string | null
  form_values: string | null
  comment: string | null
}

function tasks(trx: Trx) {
  return trx('tasks as t')
    .leftJoin('users as a', 'a.id', 't.assignee_user')
    .leftJoin('users as e', 'e.id', 't.escalate_to_user')
    .leftJoin('users as d', 'd.id', 't.decided_by')
    .select<Row[]>('t.*', { assignee_name: 'a.name', escalate_to_name: 'e.name', decided_name: 'd.name' })
}

function taskOf(row: Row): Task {
  return {
    id: row.id,
    runId: row.run_id,
    path: row.path,
    flowId: row.flow_id,
    stepName: row.step_name,
    question: row.question,
    details: jsonOrNull(row.details),
    form: jsonOrNull(row.form),
    outcomes: JSON.parse(row.outcomes),
    assignee: someone(row.assignee_role, row.assignee_user, row.assignee_name) ?? { role: 'owner' },
    escalatedTo: row.escalated_at === null ? null : someone(row.escalate_to_role, row.escalate_to_user, row.escalate_to_name),
    createdAt: row.created_at,
    deadlineAt: row.deadline_at,
    reminderAt: row.reminder_at,
    remindedAt: row.reminded_at,
    escalateAt: row.escalate_at,
    escalatedAt: row.escalated_at,
    status: row.status,
    closedAt: row.closed_at,
    decidedBy: personOf(row.decided_by, row.decided_name),
    outcome: row.outcome,
    formValues: jsonOrNull(row.form_values),
    comment: row.comment,
  }
}

function someone(role: AssigneeRole | null, userId: string | null, name: string | null): Task['escalatedTo'] {
  if (role !== null) return { role }
  const user = personOf(userId, name)
  return user === null ? null : { user }
}

function personOf(id: string | null, name: string | null): Person | null {
  return id === null ? null : { id, name: name ?? '' }
}

function jsonOrNull(text: string | null) {
  return text === null ? null : JSON.parse(text)
}
