import { beforeEach, expect, test } from 'vitest'
import { newId } from '../platform/ids.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTestIdentity, createTestWorkspace, type TestWorkspace } from '../testing/test-identity.ts'
import { createDashboards, type DashboardsService } from './dashboards.service.ts'

const database = useTestDatabase()
const DAY_MS = 86_400_000
/** 02:30 UTC: in São Paulo it is still the evening before. */
const NOW = Date.parse('2026-11-20T02:30:00Z')
const clock = { now: () => NOW, monotonicMs: () => performance.now() }
let workspace: TestWorkspace
let dashboards: DashboardsService
let made = 0

beforeEach(async () => {
  made += 1
  workspace = await createTestWorkspace(database(), createTestIdentity(database()), `boards-${made}`)
  const flows = { names: async (_tenant: string, ids: readonly string[]) => new Map(ids.map((id) => [id, `Fluxo ${id}`])) }
  dashboards = createDashboards({ db: database(), clock, flows })
})

async function rows<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await database().truth.query(sql, values)).rows
}

async function endedRun(startedAt: string, status: string, durationMs: number, flowId = 'flw_a'): Promise<void> {
  const day = startedAt.slice(0, 10)
  await rows('SELECT make_engine_partitions($1, $1)', [day])
  const id = newId('run', Date.parse(startedAt))
  await rows(
    `INSERT INTO runs (day, tenant_id, id, flow_id, version, status, trigger, root_run_id, started_at, ended_at)
     VALUES ($1, $2, $3, $4, 1, $5, 'manual', $3, $6, $6::timestamptz + make_interval(secs => $7))`,
    [day, workspace.tenantId, id, flowId, status, startedAt, durationMs / 1000],
  )
}

test('runs count on the local day on which they started, and their times are within 2.5 %', async () => {
  await endedRun('2026-11-19T15:00:00Z', 'succeeded', 1000)
  await endedRun('2026-11-20T01:00:00Z', 'failed', 3000)
  await endedRun('2026-11-18T23:00:00Z', 'succeeded', 200, 'flw_b')
  const { timezone, days, flows, total } = await dashboards.operations(workspace.tenantId, { days: 3 })
  expect(timezone).toBe('America/Sao_Paulo')
  expect(days.map(({ day, succeeded, failed }) => [day, succeeded, failed])).toEqual([
    ['2026-11-17', 0, 0],
    ['2026-11-18', 1, 0],
    ['2026-11-19', 1, 1],
  ])
  expect(total).toMatchObject({ succeeded: 2, failed: 1, cancelled: 0 })
  expect((total.p95Ms ?? 0) / 3000).toBeCloseTo(1, 1)
  expect((total.medianMs ?? 0) / 1000).toBeCloseTo(1, 1)
  expect(flows.map(({ flowId, flowName, succeeded, failed }) => [flowId, flowName, succeeded, failed])).toEqual([
    ['flw_a', 'Fluxo flw_a', 1, 1],
    ['flw_b', 'Fluxo flw_b', 1, 0],
  ])
  expect((await dashboards.operations(workspace.tenantId, { days: 3, flowId: 'flw_b' })).total.succeeded).toBe(1)
})

test('days that can no longer change are kept and give the same figures; one with an open run is counted again', async () => {
  await endedRun('2026-11-17T15:00:00Z', 'succeeded', 1000)
  await endedRun('2026-11-18T15:00:00Z', 'succeeded', 1000)
  await rows(
    `INSERT INTO open_runs (tenant_id, id, flow_id, version, status, ready_at, trigger, root_run_id, started_at)
     VALUES ($1, $2, 'flw_a', 1, 'waiting', 'infinity', 'manual', $2, '2026-11-18T16:00:00Z')`,
    [workspace.tenantId, newId('run', NOW - DAY_MS)],
  )
  const first = await dashboards.operations(workspace.tenantId, { days: 5 })
  const kept = await rows<{ day: string }>(`SELECT to_char(day, 'YYYY-MM-DD') AS day FROM run_hour_days WHERE tenant_id = $1 ORDER BY 1`, [
    workspace.tenantId,
  ])
  expect(kept.map(({ day }) => day)).toContain('2026-11-17')
  expect(kept.map(({ day }) => day)).not.toContain('2026-11-18')
  expect(await dashboards.operations(workspace.tenantId, { days: 5 })).toEqual(first)
  await endedRun('2026-11-18T16:00:00Z', 'failed', 500)
  const { total } = await dashboards.operations(workspace.tenantId, { days: 5 })
  expect(total).toMatchObject({ succeeded: 2, failed: 1 })
})

test('messages and pages of syncs are counted by connector and local day, those of flows and of other workspaces are not', async () => {
  const delivery = (tenantId: string, source: string, verdict: string) =>
    rows(
      `INSERT INTO deliveries (day, tenant_id, id, received_at, source, verdict, method, query, headers, body, run_ids)
       VALUES ('2026-11-19', $1, $2, '2026-11-19T12:00:00Z', $3, $4, 'POST', '', '{}', '{}', '{}')`,
      [tenantId, newId('dlv', Date.parse('2026-11-19T12:00:00Z')), source, verdict],
    )
  await rows(`SELECT make_engine_partitions('2026-11-19', '2026-11-19')`)
  await delivery(workspace.tenantId, 'shop/orders', 'accepted')
  await delivery(workspace.tenantId, 'shop/orders', 'bad_signature')
  await delivery(workspace.tenantId, 'flow:flw_a', 'accepted')
  await delivery('00000000-0000-4000-8000-00000000000b', 'shop/orders', 'accepted')
  await rows(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, 'con_1', 'shop', 'key', 'c', 'u', now())`,
    [workspace.tenantId],
  )
  await rows(
    `INSERT INTO sync_page_log (tenant_id, id, connection_id, plugin, resource, kind, origin, at, read, created, updated, unchanged,
       deleted, failed, duration_ms, calls, keys, changes)
     VALUES ($1, 'syl_1', 'con_1', 'shop', 'orders', 'page', 'incremental', '2026-11-20T01:00:00Z', 50, 10, 5, 34, 0, 1, 900, 2, '{}', '')`,
    [workspace.tenantId],
  )
  const { days } = await dashboards.integrations(workspace.tenantId, { days: 2 })
  expect(days).toEqual([{ day: '2026-11-19', plugin: 'shop', received: 2, refused: 1, calls: 2, read: 50, failed: 1 }])
})
