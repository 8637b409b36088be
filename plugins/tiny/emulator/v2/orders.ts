import { type EmulatorAnswer, fieldsOf, textOf } from '@tomada/sdk/emulator'
import { generateInvoice } from '../books/invoice-book.ts'
import { launchStock, record, revertStock, setSituation, setTracking, touch } from '../books/order-book.ts'
import type { Order } from '../erp.types.ts'
import { situationOfSlug } from '../situations.ts'
import { failed, outcomes, succeeded } from './envelope.ts'
import type { Call, Operation } from './operations.ts'
import { searchOrders } from './order-search.ts'
import { viewOrder } from './order-view.ts'
import { createOrder } from './order-writes.ts'
import { isAnswer, objectIn } from './read-object.ts'

const done = (fields: URLSearchParams): EmulatorAnswer => succeeded(fields, {})

export const orderOperations: Readonly<Record<string, Operation>> = {
  'pedidos.pesquisa': searchOrders,
  'pedido.incluir': createOrder,
  'pedido.obter': (call) => withOrder(call, (order) => succeeded(call.fields, { pedido: viewOrder(call.account, order) })),
  'pedido.alterar': (call) => withOrder(call, (order) => changeOrder(call, order)),
  'pedido.alterar.situacao': (call) =>
    withOrder(call, (order) => {
      const slug = call.fields.get('situacao') ?? ''
      if (situationOfSlug(slug) === undefined) return failed(call.fields, 31, 'A situação do pedido é inválida')
      setSituation(call.erp, call.account, order, slug, call.requestId)
      return done(call.fields)
    }),
  'pedido.lancar.estoque': (call) =>
    withOrder(call, (order) => {
      const outcome = launchStock(call.erp, call.account, order, call.requestId)
      if (outcome === 'already') return failed(call.fields, 31, 'Estoque já lançado.')
      return outcome === 'done' ? done(call.fields) : failed(call.fields, 31, 'Saldo em estoque insuficiente')
    }),
  'pedido.estornar.estoque': (call) =>
    withOrder(call, (order) => {
      revertStock(call.erp, call.account, order, call.requestId)
      return done(call.fields)
    }),
  'pedido.lancar.contas': (call) => withOrder(call, (order) => launchAccounts(call, order, true)),
  'pedido.estornar.contas': (call) => withOrder(call, (order) => launchAccounts(call, order, false)),
  'cadastrar.codigo.rastreamento.pedido': (call) =>
    withOrder(call, (order) => {
      const tracking = { code: call.fields.get('codigoRastreamento') ?? '', url: call.fields.get('urlRastreamento') ?? '' }
      setTracking(call.erp, call.account, order, tracking, call.requestId)
      return done(call.fields)
    }),
  'pedido.marcadores.incluir': (call) =>
    withOrder(
      call,
      (order) => {
        order.markers = [...new Set([...order.markers, call.fields.get('marcadores') ?? ''])]
        touch(call.erp, call.account, order)
        return done(call.fields)
      },
      'idPedido',
    ),
  'pedido.marcadores.remover': (call) =>
    withOrder(
      call,
      (order) => {
        order.markers = order.markers.filter((marker) => marker !== call.fields.get('marcadores'))
        touch(call.erp, call.account, order)
        return done(call.fields)
      },
      'idPedido',
    ),
  'gerar.ordem.producao.pedido': (call) => withOrder(call, () => done(call.fields)),
  'gerar.nota.fiscal.pedido': (call) =>
    withOrder(call, (order) => {
      const invoice = generateInvoice(call.erp, call.account, order, call.requestId)
      if (invoice === null) return failed(call.fields, 31, 'O pedido já possui nota fiscal')
      const more = { idNotaFiscal: invoice.id, numero: invoice.number, serie: invoice.series }
      return outcomes(call.fields, [{ sequence: '1', more }], 'object')
    }),
}

function withOrder({ account, fields }: Call, answer: (order: Order) => EmulatorAnswer, name = 'id'): EmulatorAnswer {
  const id = fields.get(name)
  if (id === null) return failed(fields, 10, `Parâmetro ${name} não informado`)
  const order = account.orders.get(Number(id))
  return order === undefined ? failed(fields, 32, 'Pedido não encontrado') : answer(order)
}

function launchAccounts({ fields }: Call, order: Order, launched: boolean): EmulatorAnswer {
  if (launched && order.accountsLaunched) return failed(fields, 31, 'Contas já lançadas.')
  order.accountsLaunched = launched
  return done(fields)
}

/** Only a few fields may be changed. */
function changeOrder({ erp, account, fields, requestId }: Call, order: Order): EmulatorAnswer {
  const sent = objectIn(fields, 'dados_pedido')
  if (isAnswer(sent)) return sent
  const body = fieldsOf(sent['dados_pedido'])
  order.expectedDate = textOf(body['data_prevista']) ?? order.expectedDate
  order.notes = textOf(body['obs']) ?? order.notes
  order.internalNotes = textOf(body['obs_interna']) ?? order.internalNotes
  record(erp, account, 'order.updated', { id: order.id, key: String(order.id), requestId }, body)
  touch(erp, account, order)
  return done(fields)
}
