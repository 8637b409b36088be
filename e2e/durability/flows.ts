import type { FlowDefinition, Step } from '../../sdk/flow/definition.ts'
import type { WriteKind } from './ledger-server.ts'

/** What a delivery is to cause at the ledger. */
export interface LedgerFlow {
  name: string
  writes: readonly WriteKind[]
  definition: FlowDefinition
}

const TRIGGER: FlowDefinition['trigger'] = {
  kind: 'webhook',
  verification: { scheme: 'none' },
  answer: 'now',
  dedupe: { in: 'body', name: '/id' },
}

/** One flow per kind of action, and one with all of them: two at the same time in a parallel, the third after it. */
export function ledgerFlows(connectionId: string): LedgerFlow[] {
  const one = (kind: WriteKind): LedgerFlow => ({
    name: kind,
    writes: [kind],
    definition: inSequence({ s01map: MAP, s02write: write(kind, connectionId) }),
  })
  const inLane = (kind: WriteKind): Step => ({ ...write(kind, connectionId), parent: { container: 's02both', lane: kind } })
  const lanes = [
    { lane: 'keyed', title: 'keyed' },
    { lane: 'found', title: 'found' },
  ]
  const all = inSequence({
    s01map: MAP,
    s02both: { kind: 'parallel', name: 'both', lanes, join: 'all', fail: 'wait' },
    s03write: write('once', connectionId),
  })
  return [
    one('keyed'),
    one('found'),
    one('once'),
    {
      name: 'all',
      writes: ['keyed', 'found', 'once'],
      definition: { ...all, steps: { ...all.steps, s04keyed: inLane('keyed'), s05found: inLane('found') } },
    },
  ]
}

const MAP: Step = { kind: 'map', name: 'order', value: { entry: '{{ trigger.body.id }}' } }

function write(kind: WriteKind, connectionId: string): Step {
  return {
    kind: 'action',
    name: `${kind}Entry`,
    plugin: 'ledger',
    action: `write-${kind}`,
    connectionId,
    input: { entry: '{{ steps.order.entry }}' },
  }
}

function inSequence(steps: Record<string, Step>): FlowDefinition {
  const ids = Object.keys(steps)
  const edges = Object.fromEntries(ids.slice(1).map((to, index) => [`e${index}`, { from: ids[index] ?? '', to }]))
  return { trigger: TRIGGER, steps, edges, settings: {}, layout: {} }
}
