import type { Repeatable } from '../../../actions/actions.types.ts'
import { LedgerProvider, startDoomedEngine } from '../../testing/kill-worker.ts'
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
  const provider = new LedgerProvider(order.ledger, LOOKED_UP)
  const { url, killAt } = order
  const engine = await startDoomedEngine({ url, killAt, provider, flows, sandbox: { visit: keyedVisit(flows) } })
  for (let n = 0; n < order.count; n++) {
    const starts = [{ flow, trigger: 'manual' as const, data: { key: order.flowId, n }, storeData: true }]
    await engine.accept({ tenantId: flow.tenantId, delivery: null, dedupe: null, starts, answerWithinMs: null })
  }
}

const [order] = process.argv.slice(2)
if (order !== undefined && import.meta.main) await main(JSON.parse(order))
