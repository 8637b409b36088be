import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Tasks that approval steps ask of people, and what became of each. The engine inserts a task in its run's own commit and closes
 * it when the run ends; people decide. `attend_at` is when somebody must look at an open task again: to remind, to escalate, or
 * because its time is up.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE tasks (
      tenant_id        uuid NOT NULL,
      id               text NOT NULL,
      run_id           text NOT NULL,
      path             text NOT NULL,
      flow_id          text NOT NULL,
      flow_version     integer NOT NULL,
      step_id          text NOT NULL,
      step_name        text NOT NULL,
      question         text NOT NULL,
      -- JSON texts: what the step shows beside the question, the schema of what to fill in, [{lane, title}].
      details          text,
      form             text,
      outcomes         text NOT NULL,
      assignee_role    text CHECK (assignee_role IN ('owner', 'admin', 'editor', 'operator')),
      assignee_user    text,
      created_at       timestamptz NOT NULL,
      deadline_at      timestamptz,
      reminder_at      timestamptz,
      reminded_at      timestamptz,
      escalate_at      timestamptz,
      escalate_to_role text CHECK (escalate_to_role IN ('owner', 'admin', 'editor', 'operator')),
      escalate_to_user text,
      escalated_at     timestamptz,
      attend_at        timestamptz,
      status           text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'cancelled', 'overdue')),
      closed_at        timestamptz,
      -- Null on a done task: decided by the link that the flow sent.
      decided_by       text,
      outcome          text,
      form_values      text,
      comment          text,
      PRIMARY KEY (tenant_id, id),
      UNIQUE (tenant_id, run_id, path),
      CHECK ((assignee_role IS NULL) <> (assignee_user IS NULL)),
      CHECK ((status = 'open') = (closed_at IS NULL)),
      CHECK (status <> 'done' OR outcome IS NOT NULL)
    );
    CREATE INDEX tasks_by_status ON tasks (tenant_id, status, id);
    CREATE INDEX tasks_to_attend ON tasks (attend_at) WHERE attend_at IS NOT NULL;

    CREATE TABLE task_events (
      tenant_id uuid NOT NULL,
      task_id   text NOT NULL,
      id        text NOT NULL,
      at        timestamptz NOT NULL,
      kind      text NOT NULL CHECK (kind IN ('reminded', 'escalated', 'reassigned', 'decided', 'overdue')),
      by_user   text,
      -- JSON.
      detail    text NOT NULL DEFAULT '{}',
      PRIMARY KEY (tenant_id, task_id, id),
      FOREIGN KEY (tenant_id, task_id) REFERENCES tasks ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'tasks', { app: ['select', 'update'], engine: ['select', 'insert', 'update'] })
  await protectTable(knex, 'task_events', { app: ['select', 'insert'] })
}
