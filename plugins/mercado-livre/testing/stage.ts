import { atPointer } from '../../../core/registry/json-pointer.ts'
import { type Stage, stageOf } from '../../../core/testing/stage.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { ConnectedSeller } from './connected-seller.ts'

/** Brings about what a capability needs at the provider: a sale, a question, a claim, each time another one. */
export interface SellerStage extends Stage {
  /** A stored order with a conversation, as the parent of its shipment and its messages. */
  parent(): Promise<Json>
}

export function createStage(seller: ConnectedSeller): SellerStage {
  let count = 0
  let itemIds: string[] = []

  const sell = async (more: Record<string, unknown> = {}) => String((await seller.play('sell', more))['orderId'])
  const ask = async () => String((await seller.play('ask'))['questionId'])
  const read = async (resource: string, key: string): Promise<Json> => {
    const result = await seller.capabilities().read(resource, key)
    if (!result.ok) throw new Error(`${resource} ${key} cannot be read`)
    return result.record.data
  }
  const shipmentOf = async (orderId: string) => String(atPointer(await read('orders', orderId), '/shipping/id'))
  const claimOf = async (orderId: string) => String((await seller.play('claim', { orderId, type: 'return' }))['claimId'])

  /** An active listing that no other case has touched. */
  async function item(): Promise<string> {
    if (itemIds.length === 0) {
      const found = await seller.capabilities().run('search-items', { status: 'active', limit: 50 })
      if (found.ok) itemIds = texts(atPointer(found.output, '/itemIds'))
    }
    return itemIds.pop() ?? ''
  }

  async function invoicePending(): Promise<string> {
    const orderId = await sell()
    for (let step = 0; step < 2; step++) await seller.play('moveShipment', { orderId })
    return shipmentOf(orderId)
  }

  async function paymentOf(orderId: string): Promise<string> {
    return String(atPointer(await read('orders', orderId), '/payments/0/id'))
  }

  const inputs: Record<string, () => Promise<Json>> = {
    'get-me': async () => ({}),
    'get-order': async () => ({ orderId: await sell() }),
    'get-order-billing-info': async () => ({ orderId: await sell() }),
    'get-item': async () => ({ itemId: await item() }),
    'get-question': async () => ({ questionId: await ask() }),
    'get-shipment': async () => ({ shipmentId: await shipmentOf(await sell()) }),
    'get-shipment-history': async () => ({ shipmentId: await shipmentOf(await sell()) }),
    'get-shipping-label': async () => ({ shipmentId: await shipmentOf(await sell()) }),
    'get-claim': async () => ({ claimId: await claimOf(await sell()) }),
    'get-messages': async () => ({ packId: await sell() }),
    'get-pack': async () => ({ packId: String((await seller.play('sell', { count: 2, pack: true }))['packId']) }),
    'get-payment': async () => ({ paymentId: await paymentOf(await sell()) }),
    'search-items': async () => ({ limit: 5 }),
    'search-orders': async () => ({ limit: 5 }),
    'search-questions': async () => ({ limit: 5 }),
    'search-claims': async () => ({ limit: 5 }),
    'update-stock': async () => ({ itemId: await item(), quantity: 1000 + ++count }),
    'update-price': async () => ({ itemId: await item(), price: `${1000 + ++count}.50` }),
    'change-item-status': async () => ({ itemId: await item(), status: 'paused' }),
    'answer-question': async () => ({ questionId: await ask(), text: `Sim (${++count}).` }),
    'delete-question': async () => ({ questionId: await ask() }),
    'block-asker': async () => ({ userId: String(700_000 + ++count) }),
    'send-message': async () => ({ packId: await sell(), text: `Saiu hoje (${++count}).` }),
    'send-claim-message': async () => ({
      claimId: await claimOf(await sell()),
      receiverRole: 'complainant',
      text: `Vamos resolver (${++count}).`,
    }),
    'send-shipment-invoice': async () => ({ shipmentId: await invoicePending(), xml: '<nfeProc versao="4.00"></nfeProc>' }),
    'report-shipment': async () => ({ shipmentId: await shipmentOf(await sell()), status: 'shipped' }),
  }

  const keys: Record<string, () => Promise<string>> = {
    items: item,
    orders: () => sell(),
    shipments: async () => shipmentOf(await sell()),
    questions: ask,
    messages: async () => texts((await seller.play('message', { orderId: await sell() }))['messageIds'])[0] ?? '',
    claims: async () => claimOf(await sell()),
  }

  return {
    ...stageOf(inputs, keys),
    async parent() {
      const orderId = await sell()
      await seller.play('message', { orderId, count: 14 })
      return read('orders', orderId)
    },
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
