import { expect, test } from 'vitest'
import { useEngineWorld } from './engine-world.ts'
import { flowOf, type WrittenStep } from './flow-of.ts'

/** What becomes of tasks that nobody needs any more, and of answers that come at the last moment. */

const world = useEngineWorld()

interface Task {
  id: string
  status: string
  question: string
}

async function tasksOf(runId: string): Promise<Task[]> {
  return (await world().call('GET', `/api/tasks?runId=${runId}`)).body['items']
}

const ask = (more: Partial<Extract<WrittenStep, { kind: 'approval' }>> = {}): WrittenStep => ({
  kind: 'approval',
  question: 'Pode?',
  assignee: { role: 'owner' },
  outcomes: [{ lane: 'yes', title: 'Sim' }],
  ...more,
})

test('when a run ends without the answer, its task is closed', async () => {
  const runId = await world().start((await world().publish(flowOf({ ask: ask() }))).flowId)
  await world().reaches(runId, 'waiting')
  await world().call('POST', `/api/runs/${runId}/cancel`)
  await world().ended(runId)
  expect(await tasksOf(runId)).toMatchObject([{ status: 'cancelled' }])
})

test('a task is closed when the parallel it is in goes on without it, or its time is up, although the run still waits', async () => {
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  const { flowId } = await world().publish(
    flowOf({
      any: { kind: 'parallel', lanes, join: 'any', fail: 'wait' },
      ask: ask({ in: 'any/one', question: 'Unneeded?' }),
      go: { kind: 'delay', in: 'any/two', delay: { by: 'duration', amount: 1, unit: 'seconds' } },
      late: ask({ question: 'Late?', deadline: { amount: 1, unit: 'seconds' } }),
      pause: { kind: 'wait' },
    }),
  )
  const runId = await world().start(flowId)
  const stored = async () => {
    const sql = 'SELECT question, status FROM tasks WHERE run_id = $1 ORDER BY question'
    return (await world().database.truth.query(sql, [runId])).rows.map(({ question, status }) => `${question} ${status}`)
  }
  await expect.poll(stored, { timeout: 10_000 }).toEqual(['Unneeded? open'])
  await expect.poll(stored, { timeout: 10_000 }).toEqual(['Late? open', 'Unneeded? cancelled'])
  await expect.poll(stored, { timeout: 10_000 }).toEqual(['Late? overdue', 'Unneeded? cancelled'])
  await world().reaches(runId, 'waiting')
  await world().call('POST', `/api/runs/${runId}/cancel`)
  await world().ended(runId)
})

test('an answer in the last moment before the deadline counts, whatever the run is busy with', async () => {
  const lanes = ['one', 'two'].map((lane) => ({ lane, title: lane }))
  world().stub.answer('/orders', () => ({ body: { id: 1 }, delayMs: 2_500 }))
  const { flowId } = await world().publish(
    flowOf({
      both: { kind: 'parallel', lanes, join: 'all', fail: 'wait' },
      ask: ask({ in: 'both/one', deadline: { amount: 2, unit: 'seconds' } }),
      yes: { kind: 'map', in: 'ask/yes', value: 'answered' },
      overdue: { kind: 'map', in: 'ask/overdue', value: 'overdue' },
      busy: { kind: 'http', in: 'both/two', method: 'GET', url: 'https://stub.example.com/orders' },
    }),
  )
  const runId = await world().start(flowId)
  await expect.poll(async () => (await tasksOf(runId)).length, { timeout: 5_000, interval: 20 }).toBe(1)
  const [task] = await tasksOf(runId)
  const { rows } = await world().database.truth.query('SELECT deadline_at FROM tasks WHERE id = $1', [task?.id])
  const left = rows[0].deadline_at.getTime() - Date.now()
  // As late as it can be without being late.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, left - 150)))
  const answer = await world().call('POST', `/api/tasks/${task?.id}/decide`, { outcome: 'yes' })
  const done = await world().ended(runId)
  const taken = done.step('yes')?.status === 'done' ? 'yes' : 'overdue'
  expect(taken).toBe(answer.status === 200 ? 'yes' : 'overdue')
})
