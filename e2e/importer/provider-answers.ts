import type { Json } from '../../sdk/flow/definition.ts'
import type { SeenRequest, StubAnswer, StubProvider } from '../engine/stub-provider.ts'

/** What the workflows of `core/importer/fixtures` call: the same answers when n8n was recorded and when their flows run here. */
export function answerWorkflows(stub: StubProvider): void {
  for (const id of [1, 2, 3]) {
    stub.answer(`/product/${id}`, ({ query, headers }) => ({ body: { id, name: `Product ${id}`, query, shop: String(headers['x-shop']) } }))
  }
  stub.answer('/orders', ({ body }) => ({ body: { number: orderOf(body) - 100, received: body } }))
  stub.answer('/form', ({ body }) => {
    const sent = new URLSearchParams(typeof body === 'string' ? body : '')
    return { body: { number: Number(sent.get('number')), note: sent.get('note') } }
  })
  const maybe = ({ path }: SeenRequest): StubAnswer => ({ body: { number: Number(path.split('/').at(-1)) } })
  stub.answer('/maybe/1', maybe)
  stub.answer('/maybe/2', () => ({ status: 500, body: { message: 'broken' } }))
  stub.answer('/maybe/3', () => ({ status: 404, body: { message: 'not here' } }))
}

function orderOf(body: Json): number {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? Number(body['order']) : 0
}
