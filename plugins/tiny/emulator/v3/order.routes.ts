import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  fieldsOf,
  json,
  listOf,
  numberOf,
  textOf,
} from '@tomada/sdk/emulator'
import { generateInvoice } from '../books/invoice-book.ts'
import { launchStock, record, revertStock, setSituation, setTracking, touch } from '../books/order-book.ts'
import { type Erp, newId } from '../erp.ts'
import type { Account, Order } from '../erp.types.ts'
import { situationOfNumber } from '../situations.ts'
import { invalid, notFound, refusal, wantInt } from './answers.ts'
import { listOrders } from './order-search.ts'
import { viewOrder } from './order-view.ts'
import { createOrder, readItems } from './order-writes.ts'
import { v3Route } from './signed-in.ts'

type OrderAnswer = (order: Order, request: EmulatorRequest, account: Account) => EmulatorAnswer

export function orderRoutes(erp: Erp): EmulatorRoute[] {
  const one = (method: string, path: string, answer: OrderAnswer) =>
    v3Route(erp, method, `/pedidos/:id${path}`, (request, account) => {
      const order = account.orders.get(Number(request.params['id']))
      return order === undefined ? notFound() : answer(order, request, account)
    })
  const change: OrderAnswer = (order, request, account) => changeOrder(erp, order, request, account)
  return [
    v3Route(erp, 'GET', '/pedidos', listOrders),
    v3Route(erp, 'POST', '/pedidos', (request, account) => createOrder(erp, request, account)),
    one('GET', '', (order, _request, account) => json(200, viewOrder(account, order))),
    one('PUT', '', change),
    one('PUT', '/itens', (order, request, account) => replaceItems(erp, order, request, account)),
    one('PUT', '/situacao', (order, request, account) => moveOrder(erp, order, request, account)),
    one('PUT', '/despacho', (order, request, account) => dispatch(erp, order, request, account)),
    one('POST', '/lancar-estoque', (order, request, account) => {
      const outcome = launchStock(erp, account, order, request.id)
      if (outcome === 'already') return refusal(400, 'Estoque já lançado.')
      return outcome === 'done' ? empty(204) : refusal(400, 'O saldo em estoque de um ou mais produtos é insuficiente')
    }),
    one('POST', '/estornar-estoque', (order, request, account) => {
      revertStock(erp, account, order, request.id)
      return empty(204)
    }),
    one('POST', '/lancar-contas', (order) => accounts(order, true)),
    one('POST', '/estornar-contas', (order) => accounts(order, false)),
    one('POST', '/gerar-nota-fiscal', (order, request, account) => {
      const invoice = generateInvoice(erp, account, order, request.id)
      if (invoice === null) return refusal(400, 'O pedido já possui nota fiscal.')
      return json(200, { id: invoice.id, numero: invoice.number, serie: invoice.series })
    }),
    // Markers are a raw list.
    one('GET', '/marcadores', (order) =>
      json(
        200,
        order.markers.map((descricao, index) => ({ id: index + 1, descricao })),
      ),
    ),
    one('POST', '/marcadores', (order, request, account) => mark(erp, order, request, account)),
    one('PUT', '/marcadores', (order, request, account) => {
      const before = order.markers
      order.markers = []
      const answer = mark(erp, order, request, account)
      if (answer.status !== 204) order.markers = before
      return answer
    }),
    // What it answers is not known.
    one('POST', '/gerar-ordem-producao', (_order, _request, account) => json(200, { id: newId(account) })),
    one('DELETE', '/marcadores', (order, _request, account) => {
      order.markers = []
      touch(erp, account, order)
      return empty(204)
    }),
  ]
}

/** PUT merges: what is not sent stays. */
function changeOrder(erp: Erp, order: Order, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const body = fieldsOf(request.json)
  order.expectedDate = textOf(body['dataPrevista']) ?? order.expectedDate
  order.notes = textOf(body['observacoes']) ?? order.notes
  order.internalNotes = textOf(body['observacoesInternas']) ?? order.internalNotes
  record(erp, account, 'order.updated', { id: order.id, key: String(order.id), requestId: request.id }, body)
  touch(erp, account, order)
  return empty(204)
}

/** PUT items replaces all of them. */
function replaceItems(erp: Erp, order: Order, request: EmulatorRequest, account: Account): EmulatorAnswer {
  if (order.stockLaunched) {
    const campo = 'pedido.motivosBloqueio[0]'
    return refusal(400, 'O pedido não pode ser alterado', [{ campo, mensagem: 'O pedido está com o estoque lançado' }])
  }
  const items = readItems(account, listOf(fieldsOf(request.json)['itens']))
  if (!Array.isArray(items)) return items.refusal
  order.items = items
  record(erp, account, 'order.updated', { id: order.id, key: String(order.id), requestId: request.id }, { items: items.length })
  touch(erp, account, order)
  return empty(204)
}

function moveOrder(erp: Erp, order: Order, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const value = fieldsOf(request.json)['situacao']
  const wrong = wantInt(value, 'situacao')
  if (wrong) return wrong
  // 0 is a state too.
  const situation = situationOfNumber(numberOf(value) ?? -1)
  if (situation === undefined) return invalid('situacao', 'Situação inválida')
  setSituation(erp, account, order, situation.slug, request.id)
  return empty(204)
}

function dispatch(erp: Erp, order: Order, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (numberOf(fieldsOf(body['formaEnvio'])['id']) === 999) return invalid('transportador.formaEnvio.id', 'Forma de envio não habilitada')
  const tracking = { code: textOf(body['codigoRastreamento']) ?? '', url: textOf(body['urlRastreamento']) ?? '' }
  setTracking(erp, account, order, tracking, request.id)
  return empty(204)
}

function accounts(order: Order, launched: boolean): EmulatorAnswer {
  if (launched && order.accountsLaunched) return refusal(400, 'Contas já lançadas.')
  order.accountsLaunched = launched
  return empty(204)
}

function mark(erp: Erp, order: Order, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const added = listOf(request.json).map((one) => textOf(fieldsOf(one)['descricao']) ?? '')
  if (added.length === 0 || added.includes('')) return invalid('descricao', 'Este valor não deveria ser vazio.')
  order.markers = [...new Set([...order.markers, ...added])]
  touch(erp, account, order)
  return empty(204)
}
