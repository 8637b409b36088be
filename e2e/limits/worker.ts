import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { openBroker } from '../../core/egress/broker.ts'
import type { OutboundRequest, QuotaRule } from '../../core/egress/egress.types.ts'
import { systemClock } from '../../core/platform/clock.ts'
import { openDatabase } from '../../core/platform/db.ts'
import type { WorkerStats, WorkPlan } from './proof.ts'
import { preciseNow, watchStalls } from './stalls.ts'

/** One worker process of the proof: backfills of every workspace that never stop, and some live calls between them. */

const plan: WorkPlan = JSON.parse(process.argv[2] ?? '')
const HOST = 'api.limited.test'
const db = openDatabase({ url: plan.databaseUrl, poolSize: 5 })
const stats: WorkerStats = { sent: 0, live: [], failures: [], stalls: [] }

function rulesOf(tenantId: string): QuotaRule[] {
  const { connection, app } = plan.limits
  return [
    ...(connection === undefined ? [] : [{ key: `limited:${tenantId}:0`, quota: connection[0], windowSeconds: connection[1] / 1000 }]),
    ...(app === undefined ? [] : [{ key: 'limited:app:1', quota: app[0], windowSeconds: app[1] / 1000, shared: true }]),
  ]
}

const broker = openBroker({
  credentials: { credentialFor: async () => null, rejected: async () => false },
  quotas: { quotasFor: ({ tenantId }) => rulesOf(tenantId) },
  clock: systemClock,
  logger: pino({ level: 'silent' }),
  endpoints: { [`https://${HOST}`]: plan.origin },
  db,
})

async function call(tenantId: string, priority: 'live' | 'backfill'): Promise<void> {
  const request: OutboundRequest = {
    tenantId,
    plugin: 'limited',
    rules: [{ host: HOST, methods: ['GET'] }],
    connectionId: null,
    method: 'GET',
    url: `https://${HOST}/page`,
    headers: { 'x-tenant': tenantId },
    priority,
  }
  const result = await broker.send(request)
  stats.sent++
  if (!result.ok) stats.failures.push(`${priority}: ${result.message}`)
  if (priority === 'live') stats.live.push({ at: preciseNow(), waitedMs: result.call.waitedMs })
}

const watch = watchStalls(plan.patienceMs, () => db.engine.raw('SELECT 1'))
const until = performance.now() + plan.seconds * 1000

async function backfill(tenantId: string): Promise<void> {
  while (performance.now() < until) await call(tenantId, 'backfill')
}

async function live(): Promise<void> {
  for (let i = 0; performance.now() < until; i++) {
    await sleep(plan.liveEveryMs)
    await call(plan.tenants[(i * 7) % plan.tenants.length] ?? '', 'live')
  }
}

await Promise.all([...plan.tenants.flatMap((tenant) => Array.from({ length: plan.atOnce }, () => backfill(tenant))), live()])
stats.stalls = watch.stop()
await broker.close()
await db.close()
process.send?.(stats)
