import type { ApprovalStep, Json } from '../../../sdk/flow/definition.ts'
import type { Database } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { insertTasksSql, TASK_COLUMNS } from '../../runs/task-writes.sql.ts'
import { taskRowOf } from '../task-row.ts'

export const FLOW = 'flw_01jd3kq2v8m6w0x4y5z7a9b1c3'

export const approval: ApprovalStep = {
  kind: 'approval',
  name: 'approve',
  title: 'Aprovar desconto',
  question: '',
  assignee: { role: 'operator' },
  outcomes: [
    { lane: 'yes', title: 'Aprovar' },
    { lane: 'no', title: 'Recusar' },
  ],
}

export interface Asked {
  tenantId: string
  runId: string
  taskId: string
}

/** A waiting run and the task its approval step asks for, as the engine's commit writes them, in the engine's role. */
export async function askPeople(
  db: Pick<Database, 'engine'>,
  asked: { tenantId: string; at: number; step?: Partial<ApprovalStep>; input?: Json; until?: number | null; path?: string },
): Promise<Asked> {
  const { tenantId, at, path = 'sapprove' } = asked
  const runId = newId('run', at)
  await db.engine.raw(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, root_run_id, started_at)
     VALUES (?, ?, ?, 1, 'waiting', 'infinity', 'manual', ?, now())`,
    [tenantId, runId, FLOW, runId],
  )
  const run = { tenantId, id: runId, flowId: FLOW, version: 1 }
  const input = asked.input ?? { question: 'Dar 15% ao cliente?', details: null, deadline: null, reminder: null, escalation: null }
  const row = taskRowOf(run, { ...approval, ...asked.step }, { path, input, at, until: asked.until ?? null })
  const rows = `json_to_recordset(?::json) AS i(${TASK_COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')})`
  // Twice: a commit that is tried again asks once.
  for (let i = 0; i < 2; i++) await db.engine.raw(insertTasksSql(rows, 'true'), [JSON.stringify([row])])
  return { tenantId, runId, taskId: String(row.id) }
}

export async function arrivalsOf(db: Pick<Database, 'engine'>, runId: string): Promise<Array<{ id: string; path: string; outcome: Json }>> {
  const rows = await db.engine('run_inbox').where({ run_id: runId }).orderBy('arrived_at').select('id', 'path', 'outcome')
  return rows.map(({ id, path, outcome }) => ({ id, path, outcome: JSON.parse(outcome) }))
}
