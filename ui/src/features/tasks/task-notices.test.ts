import { expect, test } from 'vitest'
import type { TaskSummary } from '#lib/api/tasks.ts'
import { noticesSince } from './task-notices.ts'

const task = (id: string, part: Partial<TaskSummary> = {}): TaskSummary => ({
  id,
  runId: 'run_1',
  path: 's1',
  flowId: 'flw_1',
  flowName: 'Pedidos',
  stepName: 'Aprovar',
  question: 'Aprovar?',
  outcomes: [],
  hasForm: false,
  assignee: { role: 'editor', user: null },
  escalatedTo: null,
  status: 'open',
  createdAt: '2026-11-21T12:00:00.000Z',
  deadlineAt: null,
  remindedAt: null,
  escalatedAt: null,
  closedAt: null,
  decidedBy: null,
  outcome: null,
  ...part,
})
const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`

test('a reminder or an escalation is told once: what is older than the last one told is not', () => {
  const tasks = [task('a', { remindedAt: at(5) }), task('b', { remindedAt: at(9), escalatedAt: at(20) }), task('c')]
  expect(noticesSince(tasks, at(0)).map(({ task: { id }, kind }) => `${id} ${kind}`)).toEqual(['a reminded', 'b escalated'])
  expect(noticesSince(tasks, at(5)).map(({ task: { id } }) => id)).toEqual(['b'])
  expect(noticesSince(tasks, at(20))).toEqual([])
})
