import { toIso } from '../platform/clock.ts'
import { isLate } from './answer-task.ts'
import type { Someone, Task as TaskAnswer, TaskList, TaskSummary } from './tasks.gen.ts'
import type { TaskView } from './tasks.service.ts'
import type { Task, TaskEvent } from './tasks.types.ts'

/** Tasks as the API shows them at `nowMs`. */
export function showList(list: { items: readonly TaskView[]; nextCursor: string | null; openForMe: number }, nowMs: number): TaskList {
  return { ...list, items: list.items.map((task) => summaryOf(task, nowMs)) }
}

export function showTask({ task, events }: { task: TaskView; events: readonly TaskEvent[] }, nowMs: number): TaskAnswer {
  return {
    task: summaryOf(task, nowMs),
    details: task.details,
    form: task.form,
    formValues: task.formValues,
    comment: task.comment,
    reminderAt: iso(task.reminderAt),
    escalateAt: iso(task.escalateAt),
    events: events.map(({ id, at, kind, by, detail }) => ({ id, at: toIso(at.getTime()), kind, by, detail: Object(detail) })),
  }
}

function summaryOf(task: TaskView, nowMs: number): TaskSummary {
  return {
    id: task.id,
    runId: task.runId,
    path: task.path,
    flowId: task.flowId,
    flowName: task.flowName,
    stepName: task.stepName,
    question: task.question,
    outcomes: task.outcomes.map((outcome) => ({ ...outcome })),
    hasForm: task.form !== null,
    assignee: someone(task.assignee),
    escalatedTo: task.escalatedTo === null ? null : someone(task.escalatedTo),
    status: task.status === 'open' && isLate(task, nowMs) ? 'overdue' : task.status,
    createdAt: toIso(task.createdAt.getTime()),
    deadlineAt: iso(task.deadlineAt),
    remindedAt: iso(task.remindedAt),
    escalatedAt: iso(task.escalatedAt),
    closedAt: iso(task.closedAt),
    decidedBy: task.decidedBy,
    outcome: task.outcome,
  }
}

function someone(who: Task['assignee']): Someone {
  return 'role' in who ? { role: who.role, user: null } : { role: null, user: who.user }
}

function iso(date: Date | null): string | null {
  return date === null ? null : toIso(date.getTime())
}
