import type { TaskSummary } from '#lib/api/tasks.ts'

/** Something a person was meant to notice about a task that is theirs. */
export interface TaskNotice {
  task: TaskSummary
  kind: 'reminded' | 'escalated'
  /** RFC 3339, UTC. */
  at: string
}

/** What happened after `since` (RFC 3339, UTC), oldest first; of one task only the newest. */
export function noticesSince(tasks: readonly TaskSummary[], since: string): TaskNotice[] {
  return tasks
    .flatMap((task): TaskNotice[] => {
      const { remindedAt, escalatedAt } = task
      const isEscalation = escalatedAt !== null && escalatedAt >= (remindedAt ?? '')
      const at = isEscalation ? escalatedAt : remindedAt
      return at === null || at <= since ? [] : [{ task, kind: isEscalation ? 'escalated' : 'reminded', at }]
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}
