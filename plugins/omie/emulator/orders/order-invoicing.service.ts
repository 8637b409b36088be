import { touch } from '../changed.ts'
import type { Body, Call, Order, Service } from '../erp.types.ts'
import { paddedInvoice } from '../invoices/invoice-view.ts'
import { settleLater, startInvoice } from '../invoices/issue-invoice.ts'
import { invalid } from '../omie-fault.ts'
import { billParcels } from '../receivables/receivable-writes.ts'
import { move } from '../stock/balances.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { tellOrder } from '../webhooks/events.ts'
import { foundOrder } from './order-search.ts'
import { paddedNumber } from './order-view.ts'
import { cancelOrder, INVOICED_STAGE, record, setStage } from './order-writes.ts'

const KEYS = tags('nCodPed cCodIntPed')

export const orderInvoicing: Service = {
  FaturarPedidoVenda: { type: 'pvdFatRequest', tags: KEYS, run: (call) => invoice(call, foundOrder(call.company, call.param)) },
  ValidarPedidoVenda: {
    type: 'pvdFatRequest',
    tags: KEYS,
    run: ({ company, param }) => answer(foundOrder(company, param), 'Pedido validado com sucesso!'),
  },
  CancelarPedidoVenda: {
    type: 'pvdFatRequest',
    tags: KEYS,
    run(call) {
      const order = foundOrder(call.company, call.param)
      cancelOrder(call, order)
      return answer(order, 'Pedido cancelado com sucesso!')
    },
  },
  DuplicarPedidoVenda: {
    type: 'pvdFatRequest',
    tags: KEYS,
    run(call) {
      const { erp, company, now } = call
      const order = foundOrder(company, call.param)
      const copy: Order = {
        ...structuredClone(order),
        id: erp.newId(),
        integrationCode: '',
        number: ++company.lastOrderNumber,
        stage: '10',
        stages: [{ stage: '10', at: now }],
        createdAt: now,
        changedAt: now,
        invoicedAt: null,
        cancelledAt: null,
        returnedAt: null,
        outcome: 'none',
      }
      company.orders.set(copy.id, copy)
      record(call, 'order.duplicated', copy)
      tellOrder(call, copy, 'Incluida')
      return answer(copy, 'Pedido duplicado com sucesso!')
    },
  },
  AssociarCodIntPedidoVenda: {
    type: 'pvdFatRequest',
    tags: KEYS,
    run(call) {
      const order = foundOrder(call.company, { nCodPed: call.param['nCodPed'] })
      order.integrationCode = said(call.param['cCodIntPed'])
      touch(order, call.now)
      return answer(order, 'Código de integração associado com sucesso!')
    },
  },
  ObterPedidosVenda: {
    type: 'pvdObterRequest',
    tags: tags('cEtapa'),
    run: ({ company, param }) => ({
      cEtapa: said(param['cEtapa']),
      listaPedidosVenda: [...company.orders.values()]
        .filter(({ stage }) => stage === said(param['cEtapa']))
        .map(({ id, number }) => ({ nIdPed: id, cNumPedido: String(number) })),
    }),
  },
}

/** Only queues the invoice: the tax office's answer comes later. */
function invoice(call: Call, order: Order): Body {
  const { company, now } = call
  if (order.cancelledAt !== null) throw invalid('Pedido cancelado não pode ser faturado!')
  if (order.invoicedAt !== null) throw invalid('Pedido já faturado!')
  order.invoicedAt = now
  order.outcome = 'processing'
  setStage(order, INVOICED_STAGE, now)
  touch(order, now)
  for (const item of order.items) {
    if (item.movesStock)
      move(call, { productId: item.productId, locationId: item.locationId, quantity: -item.quantity, origin: 'VEN', orderId: order.id })
  }
  const made = startInvoice(call.erp, company, order)
  record(call, 'order.invoiced', order)
  tellOrder(call, order, 'Faturada')
  billParcels(call, {
    customerId: order.customerId,
    accountId: Number(order.informacoes['codigo_conta_corrente']),
    orderId: order.id,
    serviceOrderId: null,
    parcels: order.parcels.map((parcel) => ({ due: said(parcel['data_vencimento']), amount: Number(parcel['valor']) })),
    body: {
      codigo_categoria: order.informacoes['codigo_categoria'],
      numero_documento_fiscal: paddedInvoice(made),
      numero_pedido: paddedNumber(order),
      cPedidoCliente: order.informacoes['numero_pedido_cliente'],
    },
  })
  settleLater(call.erp, company, order, made)
  return answer(order, 'Pedido em faturamento!')
}

function answer(order: Order, text: string): Body {
  return { cCodIntPed: order.integrationCode, nCodPed: order.id, cCodStatus: '0', cDescStatus: text }
}
