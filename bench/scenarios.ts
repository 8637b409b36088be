import type { FlowDefinition, Step, Trigger } from '../sdk/flow/definition.ts'

/** The product's scenarios, as perf.md's table describes them. Every run is recorded with the input and output of each step. */

const TRIGGER: Extract<Trigger, { kind: 'webhook' }> = {
  kind: 'webhook',
  verification: { scheme: 'none' },
  answer: 'flow',
  dedupe: { in: 'header', name: 'x-bench-key' },
}

function flow(steps: Record<string, Step>, edges: Array<[string, string]>): FlowDefinition {
  return {
    trigger: TRIGGER,
    steps,
    edges: Object.fromEntries(edges.map(([from, to], index) => [`e${String(index + 1).padStart(3, '0')}`, { from, to }])),
    settings: {},
    layout: {},
  }
}

/** Webhook → fixed answer. */
export function accept(): FlowDefinition {
  return flow({ s01respond: { kind: 'respond', name: 'answer', status: 200, body: { ok: true } } }, [])
}

const MAP: Step = {
  kind: 'map',
  name: 'order',
  value: { id: '{{ trigger.body.id }}', customer: '{{ trigger.body.buyer.name }}', total: '{{ trigger.body.total }}' },
}

/** Webhook → map three fields → if total > 100 → answer with the result. */
export function mapBranch(): FlowDefinition {
  const inLane = (lane: string, name: string, approved: boolean): Step => ({
    kind: 'respond',
    name,
    parent: { container: 's02branch', lane },
    status: 200,
    body: { approved, order: '{{ steps.order }}' },
  })
  return flow(
    {
      s01map: MAP,
      s02branch: { kind: 'branch', name: 'large', condition: '{{ steps.order.total > 100 }}' },
      s03then: inLane('then', 'answerLarge', true),
      s04else: inLane('else', 'answerSmall', false),
    },
    [['s01map', 's02branch']],
  )
}

/** The same without an answer: the sender is told that it was accepted, and whoever has time runs it. */
export function queued(): FlowDefinition {
  const inLane = (lane: string, name: string, approved: boolean): Step => ({
    kind: 'map',
    name,
    parent: { container: 's02branch', lane },
    value: { approved, order: '{{ steps.order }}' },
  })
  const { steps, ...rest } = mapBranch()
  const lanes = { s03then: inLane('then', 'resultLarge', true), s04else: inLane('else', 'resultSmall', false) }
  return { ...rest, trigger: { ...TRIGGER, answer: 'now' }, steps: { ...steps, ...lanes } }
}

const CODE = `const items = trigger.body.items.map((item) => ({ sku: item.sku, amount: item.quantity * item.price - item.discount }))
const amount = items.reduce((sum, item) => sum + item.amount, 0)
const freight = trigger.body.shipping.state === 'SP' ? 12.5 : 29.9
const discount = amount > 300 ? amount * 0.05 : 0
const total = Math.round((amount + freight - discount) * 100) / 100
return { order: trigger.body.id, items, total }`

/** Webhook → six lines of JavaScript → answer. */
export function code(): FlowDefinition {
  return flow(
    {
      s01code: { kind: 'code', name: 'priced', code: CODE },
      s02respond: { kind: 'respond', name: 'answer', status: 200, body: '{{ steps.priced }}' },
    },
    [['s01code', 's02respond']],
  )
}

/** Webhook → map → POST to a stub that answers after 5 ms → answer with its answer. */
export function http(connectionId: string): FlowDefinition {
  return flow(
    {
      s01map: MAP,
      s02post: { kind: 'action', name: 'sent', plugin: 'stub', action: 'post-order', connectionId, input: '{{ steps.order }}' },
      s03respond: { kind: 'respond', name: 'answer', status: 200, body: '{{ steps.sent }}' },
    },
    [
      ['s01map', 's02post'],
      ['s02post', 's03respond'],
    ],
  )
}
