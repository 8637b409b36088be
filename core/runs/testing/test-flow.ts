import type { FlowDefinition, Step } from '../../../sdk/flow/definition.ts'
import type { PublishedFlow } from '../engine.types.ts'

/** A flow of these steps one after the other, published as version 1 of `flowId`. */
export function testFlow(
  tenantId: string,
  flowId: string,
  steps: Record<string, Step>,
  settings: FlowDefinition['settings'] = {},
): PublishedFlow {
  const ids = Object.keys(steps)
  const edges = Object.fromEntries(ids.slice(1).map((to, index) => [`e${index}`, { from: ids[index] ?? '', to }]))
  const definition: FlowDefinition = { trigger: { kind: 'manual' }, steps, edges, settings, layout: {} }
  return { tenantId, flowId, version: 1, definition, compiled: { script: '', hash: flowId } }
}

export function mapStep(name: string): Step {
  return { kind: 'map', name, value: '{{ trigger }}' }
}

export function actionStep(name: string, action: string): Step {
  return { kind: 'action', name, plugin: 'ledger', action, connectionId: 'con_ledger', input: {} }
}

export function respondStep(name: string): Step {
  return { kind: 'respond', name, status: 200, body: '{{ trigger }}' }
}

/** The flow that the kill tests run: one effect between pure steps. */
export function killFlow(): PublishedFlow {
  return testFlow('00000000-0000-4000-8000-00000000000a', 'flw_kill', {
    sA: mapStep('a'),
    sB: actionStep('b', 'create'),
    sC: mapStep('c'),
  })
}
