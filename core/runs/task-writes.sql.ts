/** What a run's commit writes about tasks. Rows come as in `run-writes.sql.ts`. The slice `tasks` reads and updates them afterwards. */

/** A task as it begins; made by the slice `tasks`. */
export type TaskRow = Readonly<Record<(typeof TASK_COLUMNS)[number][0], string | number | null>>

export const TASK_COLUMNS = [
  ['tenant_id', 'uuid'],
  ['id', 'text'],
  ['run_id', 'text'],
  ['path', 'text'],
  ['flow_id', 'text'],
  ['flow_version', 'int'],
  ['step_id', 'text'],
  ['step_name', 'text'],
  ['question', 'text'],
  ['details', 'text'],
  ['form', 'text'],
  ['outcomes', 'text'],
  ['assignee_role', 'text'],
  ['assignee_user', 'text'],
  ['created_at', 'timestamptz'],
  ['deadline_at', 'timestamptz'],
  ['reminder_at', 'timestamptz'],
  ['escalate_at', 'timestamptz'],
  ['escalate_to_role', 'text'],
  ['escalate_to_user', 'text'],
  ['attend_at', 'timestamptz'],
] as const

const NAMES = TASK_COLUMNS.map(([name]) => name)

/** Inserts the rows for which `guard` (SQL over `i`) holds. A step asks once: what is there already stays. */
export function insertTasksSql(rows: string, guard: string): string {
  return `INSERT INTO tasks (${NAMES.join(', ')}) SELECT ${NAMES.map((name) => `i.${name}`).join(', ')} FROM ${rows}
    WHERE ${guard} ON CONFLICT DO NOTHING`
}

/** What an open task becomes that nobody can answer any more. */
const CLOSE_SET = `status = CASE WHEN i.is_overdue = 1 OR t.deadline_at <= engine_clock() THEN 'overdue' ELSE 'cancelled' END,
  closed_at = engine_clock(), attend_at = NULL`

/** Closes the open tasks of the runs in `rows` (`tenant_id`, `id`: the run's, `path`: of one step or null, `is_overdue`), where `guard` holds. */
export function closeTasksSql(rows: string, guard: string): string {
  return `UPDATE tasks t SET ${CLOSE_SET} FROM ${rows}
    WHERE t.tenant_id = i.tenant_id AND t.run_id = i.id AND (i.path IS NULL OR t.path = i.path) AND t.status = 'open' AND ${guard}`
}
