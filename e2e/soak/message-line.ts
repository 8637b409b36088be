import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { countEffects } from './ledger-counts.ts'
import type { Line } from './line.types.ts'

/** Every message comes from somebody else, so that an answer tells by its receiver what it answers. */
const FIRST_CUSTOMER = 5511970000000

/** Whoever writes to the linked number gets one answer. */
export const messageLine: Line = {
  name: 'whatsapp → whatsapp',
  async open({ api, provider }) {
    const { items }: { items?: unknown } = await api.call('GET', '/api/connections')
    const connections: Array<{ id: string; plugin: string }> = JSON.parse(JSON.stringify(items))
    const connectionId = connections.find(({ plugin }) => plugin === 'whatsapp')?.id ?? ''
    await api.publish('Responder', answering(connectionId))
    let customer = FIRST_CUSTOMER
    return {
      everyMs: 15_000,
      async happen() {
        const from = String(customer++)
        await provider('whatsapp').admin('POST', '/scenario/message', { from, text: 'Meu pedido já saiu?' })
        return { keys: [from], isPromised: true }
      },
      done: () => countEffects(provider('whatsapp'), 'message.sent', ({ details }) => details.number ?? null),
    }
  },
}

function answering(connectionId: string): FlowDefinition {
  const input = { to: '{{ trigger.chat.id }}', text: "{{ 'Recebi: ' + trigger.text }}" }
  return {
    trigger: { kind: 'connector', plugin: 'whatsapp', trigger: 'message-received', connectionId },
    steps: { sreply: { kind: 'action', name: 'reply', plugin: 'whatsapp', action: 'send-text', connectionId, input } },
    edges: {},
    settings: {},
    layout: {},
  }
}
