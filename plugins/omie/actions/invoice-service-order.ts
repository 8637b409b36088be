import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'

/** Has a service order invoiced, once. That only queues it: what the city says comes later, by `get-service-order-status`. */
export default async function invoiceServiceOrder(input: { ordemId: string | number }, ctx: ActionContext): Promise<{ id: string }> {
  const answer = await call(ctx, 'servicos/osp', 'FaturarOS', { nCodOS: wireId(input.ordemId) })
  return { id: textOf(at(answer, 'nCodOS')) ?? String(input.ordemId) }
}
