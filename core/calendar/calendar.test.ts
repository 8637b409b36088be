import { beforeAll, expect, test } from 'vitest'
import type { IdentityService } from '../identity/identity.service.ts'
import type { Role } from '../identity/roles.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { startTestServer } from '../testing/test-server.ts'
import { addBusinessTime } from './business-time.ts'
import type { Calendar, SaveCalendar } from './calendar.gen.ts'
import { calendarRoutes } from './calendar.routes.ts'
import { type CalendarService, createCalendars } from './calendar.service.ts'

const database = useTestDatabase()
// Saturday, 9 in the morning in São Paulo.
const clock = new FakeClock()
let identity: IdentityService
let north: TestWorkspace
let south: TestWorkspace
let calendars: CalendarService
let origin = ''

beforeAll(async () => {
  identity = createTestIdentity(database())
  north = await createTestWorkspace(database(), identity, 'north')
  south = await createTestWorkspace(database(), identity, 'south')
  calendars = createCalendars({ db: database(), clock })
  const server = await startTestServer({ routes: calendarRoutes(calendars, clock), callerOf: identity.callerOf })
  origin = server.origin
})

async function call(method: string, who: TestWorkspace, role: Role, body?: unknown) {
  const headers = { ...who.members[role].headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const answer = await fetch(`${origin}/api/calendar`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

const shop: SaveCalendar = {
  week: {
    monday: [
      { from: '08:00', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ],
    tuesday: [],
    wednesday: [],
    thursday: [],
    friday: [],
    saturday: [{ from: '20:00', to: '24:00' }],
    sunday: [],
  },
  holidays: { national: true, goodFriday: true, carnival: true, corpusChristi: false },
  ownDays: [{ date: '2026-11-30', name: 'Inventário', everyYear: false, hours: [{ from: '08:00', to: '10:00' }] }],
}

test('a new workspace works Monday to Friday from nine to six, without the national holidays', async () => {
  const { status, body }: { status: number; body: Calendar } = await call('GET', north, 'viewer')
  expect(status).toBe(200)
  expect(body).toMatchObject({ timezone: 'America/Sao_Paulo', updatedAt: null, openNow: false })
  expect(body.week).toMatchObject({ friday: [{ from: '09:00', to: '18:00' }], saturday: [], sunday: [] })
  expect(body.upcoming.map(({ date }) => date)).toEqual([
    '2026-12-25',
    '2027-01-01',
    '2027-03-26',
    '2027-04-21',
    '2027-05-01',
    '2027-09-07',
    '2027-10-12',
    '2027-11-02',
    '2027-11-15',
    '2027-11-20',
  ])
  expect(body.upcoming[0]).toEqual({ date: '2026-12-25', name: 'Christmas Day', hours: [] })
})

test('what an administrator saves is what the engine counts with, in its own workspace only', async () => {
  // Known to the engine before: saving must reach what it remembers.
  const start = Temporal.PlainDateTime.from('2026-11-30T08:00').toZonedDateTime('America/Sao_Paulo').epochMilliseconds
  expect(addBusinessTime(await calendars.calendarOf(north.tenantId), start, 3_600_000)).toBe(start + 2 * 3_600_000)
  const saved = await call('PUT', north, 'admin', shop)
  expect(saved).toMatchObject({ status: 200, body: { ...shop, updatedAt: '2026-11-21T12:00:00.000Z' } })
  expect(addBusinessTime(await calendars.calendarOf(north.tenantId), start, 3_600_000)).toBe(start + 3_600_000)
  expect((await calendars.calendarOf(south.tenantId)).week[1]).toEqual([{ from: '09:00', to: '18:00' }])
  const { rows } = await database().truth.query(`SELECT act, user_id FROM audit_log WHERE act = 'calendar.saved'`)
  expect(rows).toEqual([{ act: 'calendar.saved', user_id: north.members.admin.userId }])
})

test('C22 an editor may look at the calendar and not change it', async () => {
  expect((await call('GET', south, 'editor')).status).toBe(200)
  expect((await call('PUT', south, 'editor', shop)).status).toBe(403)
})

test('a change made by another process is used as soon as its notice is here', async () => {
  const other = createCalendars({ db: database(), clock })
  await other.calendarOf(south.tenantId)
  await call('PUT', south, 'owner', shop)
  other.forget(south.tenantId)
  expect((await other.calendarOf(south.tenantId)).week[2]).toEqual([])
})

test('hours that end before they begin, overlap, or never open, and days named twice, are refused by field', async () => {
  const refused = async (change: Partial<SaveCalendar>): Promise<string[]> => {
    const { status, body } = await call('PUT', north, 'owner', { ...shop, ...change })
    expect(status).toBe(422)
    return body.errors.map((error: { field: string }) => error.field)
  }
  const { week } = shop
  expect(await refused({ week: { ...week, monday: [{ from: '12:00', to: '08:00' }] } })).toEqual(['/week/monday/0/to'])
  const overlapping = [
    { from: '08:00', to: '12:00' },
    { from: '11:00', to: '17:00' },
  ]
  expect(await refused({ week: { ...week, monday: overlapping } })).toEqual(['/week/monday/1/from'])
  expect(await refused({ week: { ...week, monday: [], saturday: [] } })).toEqual(['/week'])
  const [day] = shop.ownDays
  expect(await refused({ ownDays: day === undefined ? [] : [day, day] })).toEqual(['/ownDays/1/date'])
  expect(await refused({ ownDays: [{ date: '2026-02-30', name: 'Não existe', everyYear: false, hours: [] }] })).toEqual(['/ownDays/0/date'])
})

test('an unknown workspace has no calendar', async () => {
  await expect(calendars.calendarOf('00000000-0000-4000-8000-00000000000f')).rejects.toMatchObject({ code: 'not_found' })
})
