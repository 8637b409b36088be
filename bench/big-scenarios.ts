import type { FlowDefinition, Step } from '../sdk/flow/definition.ts'

const REST = {
  trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now', dedupe: { in: 'header', name: 'x-bench-key' } },
  settings: {},
  layout: {},
} as const

/** Steps in a row, each reading the one before. */
export function longFlow(count: number): FlowDefinition {
  const id = (index: number) => `s${String(index).padStart(4, '0')}`
  const steps: Record<string, Step> = {}
  const edges: FlowDefinition['edges'] = {}
  for (let index = 1; index <= count; index++) {
    const before = index === 1 ? 'trigger.body.n' : `steps.step${index - 1}.n`
    steps[id(index)] = { kind: 'map', name: `step${index}`, value: { n: `{{ ${before} + 1 }}` } }
    if (index > 1) edges[`e${String(index).padStart(4, '0')}`] = { from: id(index - 1), to: id(index) }
  }
  return { ...REST, steps, edges }
}

/** A list made by code, and a map for each of its items. */
export function longLoop(items: number): FlowDefinition {
  return {
    ...REST,
    steps: {
      s01code: { kind: 'code', name: 'list', code: `return Array.from({ length: ${items} }, (_, i) => i)` },
      s02loop: { kind: 'forEach', name: 'each', items: '{{ steps.list }}', atOnce: 1, collect: '{{ steps.doubled.n }}' },
      s03map: { kind: 'map', name: 'doubled', parent: { container: 's02loop', lane: 'each' }, value: { n: '{{ item * 2 }}' } },
      s04map: { kind: 'map', name: 'last', value: { count: '{{ steps.each.count }}' } },
    },
    edges: { e001: { from: 's01code', to: 's02loop' }, e002: { from: 's02loop', to: 's04map' } },
  }
}

/** Looks at a large body, and passes all of it on. */
export function payloadFlow(): FlowDefinition {
  return {
    ...REST,
    steps: {
      s01map: { kind: 'map', name: 'copy', value: { orders: '{{ trigger.body.orders }}' } },
      s02code: { kind: 'code', name: 'summed', code: 'return { count: steps.copy.orders.length, total: trigger.body.orders[0].total }' },
    },
    edges: { e001: { from: 's01map', to: 's02code' } },
  }
}
