import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { TaskEvent } from './tasks.types.ts'

/** Adds to a task's history, in the transaction of what happened. */
export async function addTaskEvent(
  trx: Trx,
  event: { tenantId: string; taskId: string; kind: TaskEvent['kind']; by: string | null; detail?: Json },
  nowMs: number,
): Promise<void> {
  await trx('task_events').insert({
    tenant_id: event.tenantId,
    task_id: event.taskId,
    id: newId('tev', nowMs),
    at: toIso(nowMs),
    kind: event.kind,
    by_user: event.by,
    detail: JSON.stringify(event.detail ?? {}),
  })
}

/** Oldest first. */
export async function eventsOfTask(trx: Trx, taskId: string): Promise<TaskEvent[]> {
  const rows: Array<{ id: string; at: Date; kind: TaskEvent['kind']; by_user: string | null; by_name: string | null; detail: string }> =
    await trx('task_events as e')
      .leftJoin('users as u', 'u.id', 'e.by_user')
      .where('e.task_id', taskId)
      .orderBy('e.id')
      .select('e.id', 'e.at', 'e.kind', 'e.by_user', 'e.detail', { by_name: 'u.name' })
  return rows.map(({ id, at, kind, by_user, by_name, detail }) => ({
    id,
    at,
    kind,
    by: by_user === null ? null : { id: by_user, name: by_name ?? '' },
    detail: JSON.parse(detail),
  }))
}
