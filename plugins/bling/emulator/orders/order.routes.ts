import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, empty, json } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company, Order } from '../erp.types.ts'
import { notFound } from '../errors.ts'
import { authorized } from '../oauth/grants.ts'
import { changeOrderStatus, issueInvoice, postAccounts, postStock } from './order-actions.ts'
import { listOrders } from './order-search.ts'
import { viewOrder } from './order-view.ts'
import { createOrder, deleteOrder, deleteOrders, replaceOrder } from './order-writes.ts'

const ORDERS = '/Api/v3/pedidos/vendas'

export type OrderAnswer = (order: Order, request: EmulatorRequest, company: Company) => EmulatorAnswer

export function orderRoutes(erp: Erp): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path: `${ORDERS}${path}`,
    answer: authorized(erp, 'orders', answer),
  })
  const one = (method: string, path: string, answer: OrderAnswer) =>
    route(method, path, (request, company) => {
      const order = company.orders.get(Number(request.params['id']))
      return order && !order.deleted ? answer(order, request, company) : notFound()
    })
  const done = (act: (order: Order, company: Company, request: EmulatorRequest) => EmulatorAnswer | null): OrderAnswer => {
    return (order, request, company) => act(order, company, request) ?? empty(204)
  }
  return [
    route('GET', '', (request, company) => listOrders(erp, request, company)),
    route('POST', '', (request, company) => createOrder(erp, request, company)),
    route('DELETE', '', (request, company) => deleteOrders(erp, request, company)),
    one('GET', '/:id', (order, _request, company) => json(200, { data: viewOrder(company, order) })),
    one('PUT', '/:id', (order, request, company) => replaceOrder(erp, order, request, company)),
    one('DELETE', '/:id', (order, request, company) => deleteOrder(erp, order, request, company)),
    one(
      'PATCH',
      '/:id/situacoes/:status',
      done((order, company, request) => changeOrderStatus(erp, order, company, request)),
    ),
    one(
      'POST',
      '/:id/lancar-estoque',
      done((order, company) => postStock(erp, order, company, { direction: 'post' })),
    ),
    one(
      'POST',
      '/:id/lancar-estoque/:deposit',
      done((order, company, request) =>
        postStock(erp, order, company, { direction: 'post', depositId: Number(request.params['deposit']) }),
      ),
    ),
    one(
      'POST',
      '/:id/estornar-estoque',
      done((order, company) => postStock(erp, order, company, { direction: 'revert' })),
    ),
    one(
      'POST',
      '/:id/lancar-contas',
      done((order) => postAccounts(order, true)),
    ),
    one(
      'POST',
      '/:id/estornar-contas',
      done((order) => postAccounts(order, false)),
    ),
    one('POST', '/:id/gerar-nfe', (order, request, company) => issueInvoice(erp, order, request, company)),
  ]
}
