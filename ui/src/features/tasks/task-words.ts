import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleDot from '@lucide/svelte/icons/circle-dot'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import Clock from '@lucide/svelte/icons/clock-alert'
import type { Role } from '#lib/api/identity.ts'
import type { Someone, TaskEvent, TaskStatus, TaskSummary } from '#lib/api/tasks.ts'
import type { StateLook } from '#lib/components/state/looks.ts'
import { ROLE_LABELS } from '#lib/features/members/roles.ts'
import { m } from '#lib/paraglide/messages.js'

export const TASK_LOOKS: Record<TaskStatus, StateLook> = {
  open: { label: m.tasks_state_open, tone: 'waiting', icon: CircleDot },
  overdue: { label: m.tasks_state_overdue, tone: 'error', icon: Clock },
  done: { label: m.tasks_state_done, tone: 'ok', icon: CircleCheck },
  cancelled: { label: m.tasks_state_cancelled, tone: 'neutral', icon: CircleSlash },
}

/** Who is asked. A member who is gone has no name. */
export function nameOf({ role, user }: Someone): string {
  return role === null ? user?.name || m.tasks_former_member() : roleName(role)
}

/** A role stands for whoever has at least that one. */
export function roleName(role: Role): string {
  const name = ROLE_LABELS[role].label()
  return role === 'owner' ? name : m.tasks_role({ role: name })
}

/** What became of a closed task, in one sentence; null while it is open. */
export function resultOf(task: TaskSummary): string | null {
  if (task.status === 'open') return null
  if (task.status === 'overdue') return m.tasks_over_overdue()
  if (task.status === 'cancelled') return m.tasks_over_cancelled()
  const outcome = task.outcomes.find(({ lane }) => lane === task.outcome)?.title ?? task.outcome ?? ''
  return task.decidedBy === null
    ? m.tasks_answered_by_link({ outcome })
    : m.tasks_answered_by({ who: task.decidedBy.name || m.tasks_former_member(), outcome })
}

export function eventText(event: TaskEvent, task: TaskSummary): string {
  const by = event.by?.name || m.tasks_former_member()
  switch (event.kind) {
    case 'reminded':
      return m.tasks_event_reminded()
    case 'escalated':
      return m.tasks_event_escalated({ who: task.escalatedTo === null ? '' : nameOf(task.escalatedTo) })
    case 'reassigned':
      return m.tasks_event_reassigned({ by })
    case 'decided':
      return event.by === null ? m.tasks_event_decided_link() : m.tasks_event_decided({ by })
    case 'overdue':
      return m.tasks_event_overdue()
  }
}
