import type { Repeatable } from '../../../actions/actions.types.ts'
import { systemClock } from '../../../platform/clock.ts'
import { openDatabase } from '../../../platform/db.ts'
import { createLogger } from '../../../platform/logger.ts'
import { openQueue } from '../../../platform/queue.ts'
import { startEngine } from '../../engine.ts'
import { LedgerProvider } from '../../testing/kill-worker.ts'
import { fakePerformers, flowSourceOf } from '../../testing/test-engine.ts'
import { gatedFlow, keyedVisit } from './gated-flows.ts'

/** A process of its own that accepts runs of one line and kills itself the first time it comes to the named checkpoint. */
export interface GatedOrder {
  url: string
  ledger: string
  killAt: string
  tenantId: string
  flowId: string
  count: number
}

export const LOOKED_UP: Repeatable = { mode: 'lookupFirst', by: [''], consistency: 'strong' }

async function main(order: GatedOrder): Promise<void> {
  const flow = gatedFlow(order.tenantId, order.flowId, { fifo: { key: 'trigger.key' } })
  const flows = new Map([[flow.flowId, flow]])
  const database = openDatabase({ url: order.url, poolSize: 4 })
  const provider = new LedgerProvider(order.ledger, LOOKED_UP)
  const engine = await startEngine({
    url: order.url,
    engine: database.engine,
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
    queue: await openQueue({ url: order.url, works: true, onError: () => {} }),
    sandbox: { visit: keyedVisit(flows) },
    actions: provider,
    performers: fakePerformers(provider),
    db: database,
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    notify: () => {},
    works: true,
    checkpoint: (name) => {
      if (name === order.killAt) process.kill(process.pid, 'SIGKILL')
    },
  })
  engine.start()
  for (let n = 0; n < order.count; n++) {
    const starts = [{ flow, trigger: 'manual' as const, data: { key: order.flowId, n }, storeData: true }]
    await engine.accept({ tenantId: flow.tenantId, delivery: null, dedupe: null, starts, answerWithinMs: null })
  }
}

const [order] = process.argv.slice(2)
if (order !== undefined && import.meta.main) await main(JSON.parse(order))
