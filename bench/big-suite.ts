import { setTimeout as sleep } from 'node:timers/promises'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import type { PublishedHook } from './api.ts'
import { longFlow, longLoop, payloadFlow } from './big-scenarios.ts'
import { BenchError } from './cells.ts'
import type { Cluster } from './cluster.ts'
import { memoryOf } from './process-memory.ts'
import { type ProductUnderTest, startProduct } from './product.ts'
import { say } from './say.ts'

/** What an operator raises for such flows; the report prints it. */
export const RAISED = { WEBHOOK_MAX_SIZE: '32MB', STEP_OUTPUT_MAX_SIZE: '32MB', RUN_JOURNAL_MAX_SIZE: '192MB', SANDBOX_MEMORY_MB: '512' }

interface BigResult {
  runSeconds: number
  /** Resident memory of core and sandbox children, in MB: before, the most while it ran, ten seconds after. */
  memory: { before: number; peak: number; after: number }
  /** The inspector's two requests. */
  inspector: { runBytes: number; runMs: number; stepsBytes: number; stepsMs: number }
  steps: number
}

const TIMEOUT_MS = 300_000
/** "Loads the first 64 KB", of each value it shows. */
const MOST_INSPECTED_BYTES = 4 * 1024 * 1024

/** Things no benchmark of many small runs shows: one flow of 300 steps, one loop of 100,000 items, one payload of 20 MB. */
export async function bigSuite(cluster: Cluster, { items, payloadMb }: { items: number; payloadMb: number }) {
  const product = await startProduct({ cluster, database: await cluster.create('bench_big'), env: RAISED })
  const results: Record<string, BigResult> = {}
  try {
    const cases: Record<string, [FlowDefinition, string]> = {
      '300 steps': [longFlow(300), JSON.stringify({ n: 1 })],
      [`loop of ${items}`]: [longLoop(items), JSON.stringify({ n: 1 })],
      [`payload of ${payloadMb} MB`]: [payloadFlow(), payloadOf(payloadMb)],
    }
    for (const [name, [definition, body]] of Object.entries(cases)) {
      const result = await runOnce(product, name, definition, body)
      results[name] = result
      const { memory, inspector } = result
      say(`  ${name}: ${result.runSeconds} s, memory ${memory.before} → ${memory.peak} → ${memory.after} MB`)
      say(
        `    inspector: run ${inspector.runBytes} bytes in ${inspector.runMs} ms, steps ${inspector.stepsBytes} in ${inspector.stepsMs} ms`,
      )
    }
  } finally {
    await product.stop()
  }
  return { raisedLimits: RAISED, results }
}

async function runOnce(product: ProductUnderTest, name: string, definition: FlowDefinition, body: string): Promise<BigResult> {
  const hook = await product.publish(name, definition)
  const before = await totalOf(product)
  let peak = before
  const watch = setInterval(() => {
    totalOf(product).then(
      (total) => {
        peak = Math.max(peak, total)
      },
      () => undefined,
    )
  }, 200)
  try {
    const measured = await runAndInspect(product, name, hook, body)
    clearInterval(watch)
    await sleep(10_000)
    return { ...measured, memory: { before, peak, after: await totalOf(product) } }
  } finally {
    clearInterval(watch)
  }
}

async function runAndInspect(
  product: ProductUnderTest,
  name: string,
  hook: PublishedHook,
  body: string,
): Promise<Omit<BigResult, 'memory'>> {
  const startedAt = performance.now()
  const headers = { 'content-type': 'application/json', 'x-bench-key': name }
  const answer = await fetch(`http://127.0.0.1:${product.port}${hook.path}`, { method: 'POST', headers, body })
  if (answer.status !== 202) throw new BenchError(`${name}: answered ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  const { runId } = JSON.parse(await answer.text())
  const error = await endOf(product, hook.flowId, name)
  const runSeconds = Math.round(performance.now() - startedAt) / 1000
  if (error !== null) throw new BenchError(`${name}: failed with ${error}`)
  const [run, runMs] = await timed(product, `/api/runs/${runId}`)
  const [steps, stepsMs] = await timed(product, `/api/runs/${runId}/steps`)
  if (run.length + steps.length > MOST_INSPECTED_BYTES)
    throw new BenchError(`${name}: the inspector loads ${run.length + steps.length} bytes`)
  const shown: { items: unknown[] } = JSON.parse(steps)
  return { runSeconds, inspector: { runBytes: run.length, runMs, stepsBytes: steps.length, stepsMs }, steps: shown.items.length }
}

/** Null when it succeeded. */
async function endOf({ database }: ProductUnderTest, flowId: string, name: string): Promise<string | null> {
  const deadline = performance.now() + TIMEOUT_MS
  while (performance.now() < deadline) {
    const [row] = await database.query<{ status: string; error: string | null }>('SELECT status, error FROM runs WHERE flow_id = $1', [
      flowId,
    ])
    if (row !== undefined) return row.status === 'succeeded' ? null : `${row.status}: ${row.error}`
    await sleep(100)
  }
  throw new BenchError(`${name}: not over after ${TIMEOUT_MS / 1000} s`)
}

async function timed({ api }: ProductUnderTest, address: string): Promise<[text: string, ms: number]> {
  const startedAt = performance.now()
  const answer = await api.call('GET', address)
  return [JSON.stringify(answer), Math.round(performance.now() - startedAt)]
}

async function totalOf({ pid }: ProductUnderTest): Promise<number> {
  const { core, children } = await memoryOf(pid)
  return Math.round(core + children)
}

/** Orders until it is so large. */
export function payloadOf(megabytes: number): string {
  const note = 'Entregar em horário comercial, portaria 24 horas. '.repeat(6)
  const order = { id: 1, customer: 'Maria da Silva Souza', note, total: 359.7 }
  const count = Math.ceil((megabytes * 1024 * 1024) / (Buffer.byteLength(JSON.stringify(order)) + 1))
  return JSON.stringify({ orders: Array.from({ length: count }, () => order) })
}
