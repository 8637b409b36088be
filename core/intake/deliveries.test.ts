import { beforeAll, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createDeliveries, type DeliveriesService } from './deliveries.service.ts'

const database = useTestDatabase()
const caller = { tenantId: '00000000-0000-4000-8000-00000000000a', userId: 'usr_ana' }
const MANY = 25_000
let deliveries: DeliveriesService

const unused = () => Promise.reject(new Error('not asked for here'))

beforeAll(async () => {
  const db = database()
  deliveries = createDeliveries({
    db,
    clock: systemClock,
    runs: { read: unused, steps: unused },
    queue: { send: unused },
    notify: () => {},
  })
  // The oldest and one in the middle are of a rare flow; the day is that of the ids.
  await db.truth.query(
    `INSERT INTO deliveries (day, tenant_id, id, received_at, source, flow_id, verdict, method, query, headers, body, run_ids)
     SELECT '2026-11-20', $1, 'dlv_01m7v8e000' || lpad(n::text, 16, '0'), '2026-11-20T12:00:00Z', 'flow:x',
       CASE WHEN n IN (1, 12000) THEN 'flw_rare' ELSE 'flw_busy' END, 'accepted', 'POST', '', '{}', '{}', '{}'
     FROM generate_series(1, ${MANY}) AS n`,
    [caller.tenantId],
  )
})

test('the deliveries of a rare flow are found in bounded steps, none twice and none skipped', async () => {
  const found: string[] = []
  let steps = 0
  for (let before: string | null | undefined; before !== null; steps++) {
    const page: Awaited<ReturnType<DeliveriesService['list']>> = await deliveries.list(caller, {
      flowId: 'flw_rare',
      limit: 10,
      ...(before === undefined ? {} : { before }),
    })
    found.push(...page.items.map((item) => item.id.slice(-5)))
    before = page.nextCursor
  }
  expect(found).toEqual(['12000', '00001'])
  expect(steps).toBe(3)
})

test('a busy flow and the list of all fill their pages', async () => {
  for (const query of [{ flowId: 'flw_busy', limit: 200 }, { limit: 200 }]) {
    const page = await deliveries.list(caller, query)
    expect(page.items).toHaveLength(200)
    expect(page.nextCursor).toBe(page.items.at(-1)?.id)
  }
})
