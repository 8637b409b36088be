import { beforeAll, expect, test } from 'vitest'
import type { IdentityService } from '../identity/identity.service.ts'
import type { Role } from '../identity/roles.ts'
import { deliverArrival } from '../runs/inbox.store.ts'
import { closeTasksSql } from '../runs/task-writes.sql.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer } from '../testing/test-server.ts'
import { tasksRoutes } from './tasks.routes.ts'
import { createTasks } from './tasks.service.ts'
import { arrivalsOf, askPeople, FLOW } from './testing/ask-people.ts'

const database = useTestDatabase()
const clock = new FakeClock()
const HOUR = 3_600_000
const told: string[] = []
let woken = 0
let identity: IdentityService
let north: TestWorkspace
let south: TestWorkspace
let origin = ''

beforeAll(async () => {
  identity = createTestIdentity(database())
  north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  const tasks = createTasks({
    db: database(),
    clock,
    deliver: deliverArrival,
    flows: { names: async () => new Map([[FLOW, 'Descontos']]) },
    wake: () => woken++,
    changed: (_tenantId, ids) => void told.push(...ids),
  })
  const server = await startTestServer({ routes: tasksRoutes(tasks, clock), callerOf: identity.callerOf })
  origin = server.origin
})

async function call(method: string, address: string, role: Role, body?: unknown, who: TestWorkspace = north) {
  const headers = { ...who.members[role].headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const answer = await fetch(origin + address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

async function ask(more: Partial<Parameters<typeof askPeople>[1]> = {}) {
  clock.advance(1_000)
  return askPeople(database(), { tenantId: north.tenantId, at: clock.now(), ...more })
}

async function idsSeen(role: Role, query = ''): Promise<string[]> {
  const { body } = await call('GET', `/api/tasks${query}`, role)
  return body.items.map((task: { id: string }) => task.id)
}

test('an operator answers a task; the run gets the outcome as its lane and the answer in the same commit', async () => {
  const { taskId, runId } = await ask()
  const before = woken
  const { status, body } = await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'yes', comment: 'Cliente antigo' })
  const { userId, email } = north.members.operator
  expect(status).toBe(200)
  expect(body.task).toMatchObject({ status: 'done', outcome: 'yes', flowName: 'Descontos', decidedBy: { id: userId } })
  expect(body).toMatchObject({ comment: 'Cliente antigo', events: [{ kind: 'decided', by: { id: userId } }] })
  const [arrival, ...more] = await arrivalsOf(database(), runId)
  expect(more).toEqual([])
  expect(arrival).toMatchObject({
    id: taskId,
    path: 'sapprove',
    outcome: {
      status: 'done',
      lane: 'yes',
      output: { outcome: 'yes', by: { via: 'app', id: userId, email }, at: clock.now(), form: null },
    },
  })
  const [run] = await database().engine('open_runs').where({ id: runId }).select('status')
  expect(run.status).toBe('queued')
  expect(woken).toBe(before + 1)
  expect(told).toContain(taskId)
  const { rows } = await database().truth.query(`SELECT user_id, changes FROM audit_log WHERE act = 'task.decided' AND subject = $1`, [
    taskId,
  ])
  expect(rows).toMatchObject([
    { user_id: userId, changes: expect.arrayContaining([expect.objectContaining({ name: 'outcome', after: 'yes' })]) },
  ])
})

test('of many people who answer at once, one wins and the others are told who did', async () => {
  const { taskId, runId } = await ask()
  const roles: Role[] = ['operator', 'editor', 'admin', 'owner', 'operator', 'admin']
  const answers = await Promise.all(
    roles.map((role, i) => call('POST', `/api/tasks/${taskId}/decide`, role, { outcome: i % 2 === 0 ? 'yes' : 'no' })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  const winner = answers.find(({ status }) => status === 200)
  const { body } = await call('POST', `/api/tasks/${taskId}/decide`, 'owner', { outcome: 'no' })
  expect(body).toMatchObject({ code: 'task_answered', detail: `This was already answered by ${winner?.body.task.decidedBy.name}.` })
  const arrivals = await arrivalsOf(database(), runId)
  expect(arrivals).toMatchObject([{ outcome: { lane: winner?.body.task.outcome } }])
})

const FORM = {
  type: 'object',
  required: ['percent'],
  additionalProperties: false,
  properties: { percent: { type: 'number', maximum: 20 }, note: { type: 'string' } },
}

test('the form is checked by its schema, field by field, and what was filled in is the output', async () => {
  const { taskId, runId } = await ask({ step: { form: FORM } })
  const wrong = await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'maybe', form: { percent: 50, extra: 1 } })
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors.map((error: { field: string }) => error.field).sort()).toEqual(['/form/extra', '/form/percent', '/outcome'])
  expect((await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'yes' })).body.errors[0].field).toBe('/form/percent')
  expect(await arrivalsOf(database(), runId)).toEqual([])
  const right = await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'yes', form: { percent: 10, note: 'ok' } })
  expect(right.body.formValues).toEqual({ percent: 10, note: 'ok' })
  expect(await arrivalsOf(database(), runId)).toMatchObject([{ outcome: { output: { form: { percent: 10, note: 'ok' } } } }])
})

test('a task without a form takes none, and text that cannot be stored is refused by name', async () => {
  const { taskId } = await ask()
  const none = await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'yes', form: { a: 1 } })
  expect(none.body.errors).toMatchObject([{ field: '/form' }])
  const nul = await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'yes', comment: 'a\u0000' })
  expect([nul.status, nul.body.errors[0].field]).toEqual([422, '/comment'])
})

test('everybody sees what is asked of them or of a role that theirs covers; owners and administrators see all', async () => {
  const forOperators = await ask()
  const forAdmins = await ask({ step: { assignee: { role: 'admin' } } })
  const forOneViewer = await ask({ step: { assignee: { userId: north.members.viewer.userId } } })
  const all = [forOneViewer.taskId, forAdmins.taskId, forOperators.taskId]
  const among = (ids: string[]) => ids.filter((id) => all.includes(id))
  expect(among(await idsSeen('viewer'))).toEqual([forOneViewer.taskId])
  expect(among(await idsSeen('operator'))).toEqual([forOperators.taskId])
  expect(among(await idsSeen('editor'))).toEqual([forOperators.taskId])
  expect(among(await idsSeen('admin'))).toEqual(all)
  expect(among(await idsSeen('admin', '?mine=true'))).toEqual([forAdmins.taskId, forOperators.taskId])
  expect((await call('GET', '/api/tasks?limit=1', 'viewer')).body.openForMe).toBe(1)
  expect((await call('GET', `/api/tasks/${forAdmins.taskId}`, 'editor')).status).toBe(404)
  expect((await call('POST', `/api/tasks/${forAdmins.taskId}/decide`, 'editor', { outcome: 'yes' })).status).toBe(404)
  expect((await call('POST', `/api/tasks/${forOneViewer.taskId}/decide`, 'viewer', { outcome: 'no' })).status).toBe(200)
})

test('C21 a task of another workspace is as unknown as one that never existed', async () => {
  const { taskId } = await ask()
  const foreign = await call('POST', `/api/tasks/${taskId}/decide`, 'owner', { outcome: 'yes' }, south)
  expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found'])
  expect((await call('GET', '/api/tasks', 'owner', undefined, south)).body.items).toEqual([])
})

test('after the deadline a task shows as overdue and takes no answer, before any job has looked', async () => {
  const { taskId, runId } = await ask({ until: clock.now() + 10 * 60_000 })
  expect(await idsSeen('operator', '?status=open')).toContain(taskId)
  clock.advance(HOUR)
  expect(await idsSeen('operator', '?status=open')).not.toContain(taskId)
  expect(await idsSeen('operator', '?status=overdue')).toContain(taskId)
  const { status, body } = await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'yes' })
  expect([status, body.code]).toEqual([409, 'task_over'])
  expect(await arrivalsOf(database(), runId)).toEqual([])
})

test('a task is handed to another member, who then answers; nobody outside of the workspace can be asked', async () => {
  const { taskId } = await ask()
  const { userId } = north.members.viewer
  const stranger = await call('POST', `/api/tasks/${taskId}/reassign`, 'operator', { assignee: { userId: south.members.editor.userId } })
  expect([stranger.status, stranger.body.errors[0].field]).toEqual([422, '/assignee/userId'])
  const handed = await call('POST', `/api/tasks/${taskId}/reassign`, 'operator', { assignee: { userId } })
  expect(handed.body).toMatchObject({ task: { assignee: { role: null, user: { id: userId } } }, events: [{ kind: 'reassigned' }] })
  expect((await call('GET', `/api/tasks/${taskId}`, 'operator')).status).toBe(404)
  expect((await call('POST', `/api/tasks/${taskId}/reassign`, 'viewer', { assignee: { role: 'admin' } })).status).toBe(403)
  expect((await call('POST', `/api/tasks/${taskId}/decide`, 'viewer', { outcome: 'yes' })).status).toBe(200)
  const late = await call('POST', `/api/tasks/${taskId}/reassign`, 'owner', { assignee: { role: 'admin' } })
  expect([late.status, late.body.code]).toEqual([409, 'task_answered'])
})

test('when its run ends, an open task is closed and an answered one stays answered', async () => {
  const open = await ask()
  const answered = await ask()
  await call('POST', `/api/tasks/${answered.taskId}/decide`, 'operator', { outcome: 'no' })
  await database().engine.raw(
    closeTasksSql('unnest(?::uuid[], ?::text[], ARRAY[NULL::text], ARRAY[0]) AS i(tenant_id, id, path, is_overdue)', 'true'),
    [
      [north.tenantId, north.tenantId],
      [open.runId, answered.runId],
    ],
  )
  expect((await call('GET', `/api/tasks/${open.taskId}`, 'owner')).body.task).toMatchObject({ status: 'cancelled', decidedBy: null })
  expect((await call('GET', `/api/tasks/${answered.taskId}`, 'owner')).body.task).toMatchObject({ status: 'done', outcome: 'no' })
  const late = await call('POST', `/api/tasks/${open.taskId}/decide`, 'operator', { outcome: 'yes' })
  expect([late.status, late.body.code]).toEqual([409, 'task_over'])
})

test('an answer to a run that ended a moment ago changes nothing', async () => {
  const { taskId, runId } = await ask()
  await database().engine('open_runs').where({ id: runId }).delete()
  const { status, body } = await call('POST', `/api/tasks/${taskId}/decide`, 'operator', { outcome: 'yes' })
  expect([status, body.code]).toEqual([409, 'task_over'])
  expect((await call('GET', `/api/tasks/${taskId}`, 'owner')).body).toMatchObject({ task: { status: 'open' }, events: [] })
})

test('a long list comes in pages that neither repeat nor skip a task', async () => {
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await call('GET', `/api/tasks?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, 'owner')
    seen.push(...body.items.map((task: { id: string }) => task.id))
    cursor = body.nextCursor
  } while (cursor !== null)
  expect(seen).toEqual([...new Set(seen)].sort().reverse())
  expect(seen.length).toBe((await idsSeen('owner')).length)
  expect((await call('GET', '/api/tasks?cursor=nonsense', 'owner')).status).toBe(400)
})
