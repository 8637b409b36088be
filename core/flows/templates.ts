import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { FlowTemplate } from './flows.types.ts'

/** Templates that need no connector. Those that do come with the connectors' own folders. */
export const BUILT_IN_TEMPLATES: FlowTemplate[] = [
  {
    id: 'webhook-answer',
    name: { en: 'Receive a webhook and answer', 'pt-BR': 'Receber um webhook e responder' },
    description: {
      en: 'Adds up the items of the order that arrives and answers with the total.',
      'pt-BR': 'Soma os itens do pedido recebido e responde com o total.',
    },
    category: 'other',
    plugins: [],
    definition: {
      trigger: {
        kind: 'webhook',
        verification: { scheme: 'none' },
        answer: 'flow',
        sample: { method: 'POST', headers: {}, query: {}, body: { order: '1001', items: [{ sku: 'A', quantity: 2, price: 49.9 }] } },
      },
      steps: {
        s1total: {
          kind: 'code',
          name: 'total',
          title: 'Total',
          code: 'const items = trigger.body.items ?? []\nconst cents = items.reduce((sum, item) => sum + Math.round(item.price * 100) * item.quantity, 0)\nreturn { order: trigger.body.order, items: items.length, total: (cents / 100).toFixed(2) }',
        },
        s2large: { kind: 'branch', name: 'isLarge', title: 'Total > 100?', condition: '{{ Number(steps.total.total) > 100 }}' },
        s3large: {
          kind: 'respond',
          name: 'answerLarge',
          title: 'Responder: grande',
          parent: { container: 's2large', lane: 'then' },
          status: 200,
          body: { order: '{{ steps.total.order }}', total: '{{ steps.total.total }}', size: 'large' },
        },
        s4small: {
          kind: 'respond',
          name: 'answerSmall',
          title: 'Responder: pequeno',
          parent: { container: 's2large', lane: 'else' },
          status: 200,
          body: { order: '{{ steps.total.order }}', total: '{{ steps.total.total }}', size: 'small' },
        },
      },
      edges: { e1: { from: 's1total', to: 's2large' } },
      settings: {},
      layout: {},
    },
  },
]

/** The template's definition with the workspace's own connections put where it names a connector only; steps of an optional connector that is not connected are switched off. */
export function fillConnections(
  template: Pick<FlowTemplate, 'definition' | 'optionalPlugins'>,
  connections: Map<string, { plugin: string }>,
): FlowDefinition {
  const firstOf = new Map<string, string>()
  for (const [id, { plugin }] of connections) if (!firstOf.has(plugin)) firstOf.set(plugin, id)
  const definition = structuredClone(template.definition)
  if (definition.trigger.kind === 'connector' || definition.trigger.kind === 'resource' || definition.trigger.kind === 'polling')
    definition.trigger.connectionId ||= firstOf.get(definition.trigger.plugin) ?? ''
  for (const step of Object.values(definition.steps)) {
    if (step.kind !== 'action') continue
    step.connectionId ||= firstOf.get(step.plugin) ?? ''
    if (step.connectionId === '' && template.optionalPlugins?.includes(step.plugin) === true) step.disabled = true
  }
  return definition
}

/** A definition that may come from another workspace: accounts that this one does not have are chosen anew, by connector. */
export function ownConnections(definition: FlowDefinition, connections: Map<string, { plugin: string }>): FlowDefinition {
  const own = structuredClone(definition)
  const { trigger } = own
  if ((trigger.kind === 'connector' || trigger.kind === 'resource' || trigger.kind === 'polling') && !connections.has(trigger.connectionId))
    trigger.connectionId = ''
  // A request that names an unknown account keeps it: the draft says so, where an empty one would be sent without any.
  for (const step of Object.values(own.steps)) if (step.kind === 'action' && !connections.has(step.connectionId)) step.connectionId = ''
  return fillConnections({ definition: own }, connections)
}
