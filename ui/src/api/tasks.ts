import type { Json } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import { inJson, type Narrowed, type Schema, schemaOrNull } from './narrow.ts'

export type TaskStatus = open.TaskStatus
export type TaskSummary = open.TaskSummary
export type TaskEvent = open.TaskEvent
export type Someone = open.Someone
export type Assignee = open.ReassignTask['assignee']
export type TaskDetail = Narrowed<open.Task, { task: TaskSummary; form: Schema | null; events: TaskEvent[] }>

export const TASK_STATUSES: readonly TaskStatus[] = ['open', 'overdue', 'done', 'cancelled']

export interface TaskFilter {
  status?: TaskStatus
  mine?: boolean
  cursor?: string
  limit?: number
}

export const listTasks = (filter: TaskFilter) => api.listTasks({ query: filter })
export const readTask = async (taskId: string): Promise<TaskDetail> => detail(await api.getTask({ path: { taskId } }))
export const decideTask = async (taskId: string, body: { outcome: string; form?: Json; comment?: string }): Promise<TaskDetail> =>
  detail(await api.decideTask({ path: { taskId }, body }))
export const reassignTask = async (taskId: string, assignee: Assignee): Promise<TaskDetail> =>
  detail(await api.reassignTask({ path: { taskId }, body: { assignee } }))

function detail(task: open.Task): TaskDetail {
  return { ...inJson(task), task: task.task, form: schemaOrNull(task.form), events: task.events }
}
