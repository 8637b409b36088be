import { once } from 'node:events'
import { createServer } from 'node:http'
import { Agent, request } from 'undici'
import { openActions } from '../core/actions/actions.service.ts'
import { openBroker } from '../core/egress/broker.ts'
import { systemClock } from '../core/platform/clock.ts'
import { openDatabase } from '../core/platform/db.ts'
import { createLogger } from '../core/platform/logger.ts'
import { createRegistry } from '../core/registry/registry.service.ts'
import { openSandbox } from '../core/sandbox/pool.ts'
import { loadSubject, SUBJECT } from './handler-subject.ts'
import { childrenTime } from './process-times.ts'

export interface HandlerOverhead {
  calls: number
  /** Of one handler call with one provider call in it, over what the same request takes without us. */
  p50OverheadMs: number
  p95OverheadMs: number
  p99OverheadMs: number
  /** The request alone, on an open connection. */
  providerMs: number
  /** Processor time of the sandbox child for one call, in microseconds. */
  sandboxMicros: number
}

const TENANT = '00000000-0000-4000-8000-00000000000a'
const WARMUP = 300

/**
 * What host → isolate → broker → host costs: a handler in the real sandbox asks a provider that answers at once, again and again,
 * one call at a time; in turns with the same request sent directly. No quota is taken: that is the provider's time.
 */
export async function measureHandlerOverhead(calls = 2_000): Promise<HandlerOverhead> {
  const provider = await startProvider()
  const subject = await openSubject(provider.origin)
  const agent = new Agent()
  const direct = `${provider.origin}/Api/v3/contatos?numeroDocumento=${SUBJECT.input.numeroDocumento}&pagina=1&limite=100`
  try {
    const alone: number[] = []
    const whole: number[] = []
    let sandboxBefore = 0
    for (let call = -WARMUP; call < calls; call++) {
      if (call === 0) sandboxBefore = await childrenTime(process.pid)
      const beforeMs = systemClock.monotonicMs()
      const { body } = await request(direct, { dispatcher: agent })
      await body.text()
      const betweenMs = systemClock.monotonicMs()
      await subject.call()
      const afterMs = systemClock.monotonicMs()
      if (call < 0) continue
      alone.push(betweenMs - beforeMs)
      whole.push(afterMs - betweenMs)
    }
    const sandboxMicros = Math.round(((await childrenTime(process.pid)) - sandboxBefore) / calls)
    const providerMs = at(alone, 0.5)
    const overhead = (share: number) => rounded(at(whole, share) - providerMs)
    return {
      calls,
      p50OverheadMs: overhead(0.5),
      p95OverheadMs: overhead(0.95),
      p99OverheadMs: overhead(0.99),
      providerMs: rounded(providerMs),
      sandboxMicros,
    }
  } finally {
    await Promise.all([subject.close(), agent.close()])
    await provider.close()
  }
}

async function openSubject(origin: string) {
  const plugin = await loadSubject()
  const logger = createLogger({ level: 'silent' })
  // Never connected to: only quotas are kept there, and none is taken.
  const db = openDatabase({ url: 'postgres://127.0.0.1:1/none', poolSize: 1 })
  const broker = openBroker({
    credentials: {
      credentialFor: async () => ({
        version: 1,
        inject: [{ in: 'header', name: 'authorization', value: 'Bearer of-the-bench' }],
        secrets: ['of-the-bench'],
      }),
      rejected: async () => false,
    },
    quotas: { quotasFor: () => [] },
    clock: systemClock,
    logger,
    endpoints: { [SUBJECT.origin]: origin },
    db,
  })
  const sandbox = await openSandbox({ logger, clock: systemClock })
  const connections = { findForAction: async () => ({ plugin: SUBJECT.plugin, accountId: '1' }) }
  const actions = openActions({ registry: createRegistry([plugin]), sandbox, broker, clock: systemClock, logger, connections })
  const ids = { tenantId: TENANT, connectionId: 'con_bench', effectKey: 'run_bench/s1' }
  return {
    async call() {
      const { action, input } = SUBJECT
      const result = await actions.execute({ ...ids, plugin: SUBJECT.plugin, action, input, now: systemClock.now(), seed: '00' })
      if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`)
    },
    close: async () => {
      await Promise.all([sandbox.close(), broker.close(), db.close()])
    },
  }
}

async function startProvider() {
  const server = createServer((incoming, response) => {
    incoming.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the provider has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
