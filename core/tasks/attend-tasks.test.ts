import { afterAll, beforeAll, expect, test } from 'vitest'
import { openQueue, type Queue } from '../platform/queue.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { attendTask, declareAttendTasks, findDueTasks } from './attend-tasks.job.ts'
import { listTasks } from './tasks.store.ts'
import { askPeople } from './testing/ask-people.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000c1'
const OTHER = '00000000-0000-4000-8000-0000000000c2'
const MINUTE = 60_000
const clock = new FakeClock()
const told: string[] = []
let queue: Queue

beforeAll(async () => {
  for (const tenantId of [TENANT, OTHER]) {
    await database().forTenant(tenantId, (trx) => trx('workspaces').insert({ tenant_id: tenantId, name: 'Loja' }))
  }
  queue = await openQueue({ url: database().url, works: true, onError: () => undefined, pollSeconds: 0.5 })
  await declareAttendTasks(queue, deps(), true)
})
afterAll(() => queue?.close())

function deps() {
  return {
    db: database(),
    engine: database().engine,
    clock,
    changed: (tenantId: string, ids: string[]) => void told.push(...ids.map((id) => `${tenantId} ${id}`)),
  }
}

const INPUT = {
  question: 'Dar 15%?',
  details: null,
  deadline: { amount: 60, unit: 'minutes' },
  reminder: { amount: 10, unit: 'minutes' },
  escalation: { after: { amount: 30, unit: 'minutes' }, to: { role: 'admin' } },
}

function ask(tenantId: string) {
  const step = { escalation: { after: { amount: 30, unit: 'minutes' as const }, to: { role: 'admin' as const } } }
  return askPeople(database(), { tenantId, at: clock.now(), step, input: INPUT, until: clock.now() + 60 * MINUTE })
}

async function eventsOf(tenantId: string, taskId: string): Promise<string[]> {
  return database().forTenant(tenantId, (trx) => trx('task_events').where({ task_id: taskId }).orderBy(['at', 'kind']).pluck('kind'))
}

const attend = (tenantId: string, id: string) => database().forTenant(tenantId, (trx) => attendTask(trx, tenantId, id, clock.now()))

test('a task is reminded of, escalated and overdue each at its time, and once', async () => {
  const { taskId } = await ask(TENANT)
  expect(await attend(TENANT, taskId)).toEqual([])
  clock.advance(10 * MINUTE)
  expect(await attend(TENANT, taskId)).toEqual(['reminded'])
  expect(await attend(TENANT, taskId)).toEqual([])
  const admins = { userId: 'usr_x', roles: ['admin' as const] }
  const listed = () =>
    database().forTenant(TENANT, (trx) => listTasks(trx, { visibleTo: admins, limit: 10 }, new Date(clock.now()).toISOString()))
  expect(await listed()).toEqual([])
  clock.advance(20 * MINUTE)
  expect(await attend(TENANT, taskId)).toEqual(['escalated'])
  expect(await listed()).toMatchObject([{ id: taskId, escalatedTo: { role: 'admin' }, assignee: { role: 'operator' } }])
  clock.advance(30 * MINUTE)
  expect(await attend(TENANT, taskId)).toEqual(['overdue'])
  expect(await attend(TENANT, taskId)).toEqual([])
  expect(await eventsOf(TENANT, taskId)).toEqual(['reminded', 'escalated', 'overdue'])
})

test('C23 due tasks of all workspaces become one job each of their own workspace, and the jobs do it', async () => {
  const mine = await ask(TENANT)
  const theirs = await ask(OTHER)
  expect(await findDueTasks(queue, deps())).toBe(0)
  clock.advance(45 * MINUTE)
  expect(await findDueTasks(queue, deps())).toBe(2)
  // Put off: the next minute does not send them again.
  expect(await findDueTasks(queue, deps())).toBe(0)
  await expect.poll(() => eventsOf(TENANT, mine.taskId), { timeout: 15_000 }).toEqual(['escalated', 'reminded'])
  await expect.poll(() => eventsOf(OTHER, theirs.taskId), { timeout: 15_000 }).toEqual(['escalated', 'reminded'])
  await expect.poll(() => told).toContain(`${OTHER} ${theirs.taskId}`)
  const [row] = await database().engine('tasks').where({ id: mine.taskId }).select('attend_at', 'deadline_at')
  expect(row.attend_at).toEqual(row.deadline_at)
})

test('a task that was answered or closed meanwhile is left alone', async () => {
  const { taskId, runId } = await ask(TENANT)
  await database()
    .engine('tasks')
    .where({ run_id: runId })
    .update({ status: 'cancelled', closed_at: new Date(clock.now()), attend_at: null })
  clock.advance(90 * MINUTE)
  expect(await attend(TENANT, taskId)).toEqual([])
})
