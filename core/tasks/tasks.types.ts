import type { Json } from '../../sdk/flow/definition.ts'

/** The status in the database; an open task whose deadline has passed is shown as overdue before a job has said so. */
export type TaskStatus = 'open' | 'done' | 'cancelled' | 'overdue'

/** A role stands for every member who has at least that one. */
export type Assignee = { role: AssigneeRole } | { userId: string }

export type AssigneeRole = 'owner' | 'admin' | 'editor' | 'operator'

export interface TaskOutcome {
  lane: string
  title: string
}

export interface Person {
  id: string
  name: string
}

/** One task as the store reads it. */
export interface Task {
  id: string
  runId: string
  path: string
  flowId: string
  stepName: string
  question: string
  details: Json
  /** JSON Schema of what is filled in; null: nothing. */
  form: Json
  outcomes: readonly TaskOutcome[]
  assignee: { role: AssigneeRole } | { user: Person }
  /** Who may answer too, since the escalation. */
  escalatedTo: { role: AssigneeRole } | { user: Person } | null
  createdAt: Date
  deadlineAt: Date | null
  reminderAt: Date | null
  remindedAt: Date | null
  escalateAt: Date | null
  escalatedAt: Date | null
  status: TaskStatus
  closedAt: Date | null
  /** Null on a done task: answered by the link that the flow sent. */
  decidedBy: Person | null
  outcome: string | null
  formValues: Json
  comment: string | null
}

export interface TaskEvent {
  id: string
  at: Date
  kind: 'reminded' | 'escalated' | 'reassigned' | 'decided' | 'overdue'
  by: Person | null
  detail: Json
}
