import { touch } from '../changed.ts'
import type { Body, Call, Service, ServiceOrder } from '../erp.types.ts'
import { invalid } from '../omie-fault.ts'
import { billParcels } from '../receivables/receivable-writes.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { tellServiceInvoice, tellServiceOrder } from '../webhooks/service-events.ts'
import { paddedServiceNumber } from './service-order-view.ts'
import { foundServiceOrder, INVOICED, recordService } from './service-order-writes.ts'

const KEYS = tags('cCodIntOS nCodOS')

export const serviceInvoicing: Service = {
  ValidarOS: {
    type: 'osValidarRequest',
    tags: KEYS,
    run({ company, param }) {
      const order = foundServiceOrder(company, param)
      refuseClosed(order)
      return answer(order, 'Ordem de Serviço validada com sucesso!')
    },
  },
  FaturarOS: { type: 'osFaturarRequest', tags: KEYS, run: (call) => invoice(call, foundServiceOrder(call.company, call.param)) },
  CancelarOS: {
    type: 'osCancelarRequest',
    tags: { ...KEYS, cCancelarNfse: true },
    run: (call) => cancelServiceOrder(call, foundServiceOrder(call.company, call.param)),
  },
  DuplicarOS: {
    type: 'osDuplicarRequest',
    tags: KEYS,
    run(call) {
      const { erp, company, now } = call
      const copy: ServiceOrder = {
        ...structuredClone(foundServiceOrder(company, call.param)),
        id: erp.newId(),
        integrationCode: '',
        number: ++company.lastServiceNumber,
        stage: '10',
        createdAt: now,
        changedAt: now,
        invoicedAt: null,
        cancelledAt: null,
        invoice: null,
      }
      company.serviceOrders.set(copy.id, copy)
      recordService(call, 'serviceOrder.duplicated', copy)
      tellServiceOrder(call, copy, 'Incluida')
      return answer(copy, 'Ordem de Serviço duplicada com sucesso!')
    },
  },
  AssociarCodIntOS: {
    type: 'osAssociarCodIntRequest',
    tags: KEYS,
    run(call) {
      const order = foundServiceOrder(call.company, { nCodOS: call.param['nCodOS'] })
      order.integrationCode = said(call.param['cCodIntOS'])
      touch(order, call.now)
      return answer(order, 'Código de integração associado com sucesso!')
    },
  },
  ObterOS: {
    type: 'osObterRequest',
    tags: tags('cEtapa'),
    run: ({ company, param }) => ({
      cEtapa: said(param['cEtapa']),
      // Named as sales orders are: a slip of theirs.
      listaOS: [...company.serviceOrders.values()]
        .filter(({ stage }) => stage === said(param['cEtapa']))
        .map((order) => ({ nIdPed: order.id, cNumPedido: paddedServiceNumber(order) })),
    }),
  },
}

/** The city's answer comes later; the titles are there at once. */
function invoice(call: Call, order: ServiceOrder): Body {
  const { erp, company, now } = call
  refuseClosed(order)
  const number = ++company.lastServiceInvoiceNumber
  const made = {
    id: erp.newId(),
    number,
    rps: number,
    verification: erp.random.hex(8).toUpperCase(),
    issuedAt: now,
    cancelledAt: null,
    state: 'processing' as const,
  }
  order.invoice = made
  order.invoicedAt = now
  order.stage = INVOICED
  touch(order, now)
  recordService(call, 'serviceOrder.invoiced', order)
  tellServiceOrder(call, order, 'Faturada')
  billParcels(call, {
    customerId: order.customerId,
    accountId: Number(order.informacoes['nCodCC']),
    orderId: null,
    serviceOrderId: order.id,
    parcels: order.parcels.map((parcel) => ({ due: said(parcel['dDtVenc']), amount: Number(parcel['nValor']) })),
    body: {
      codigo_categoria: order.informacoes['cCodCateg'],
      numero_documento_fiscal: String(number),
      numero_pedido: paddedServiceNumber(order),
    },
  })
  erp.world.clock.schedule(erp.limits.authorisationMs, () => {
    if (order.invoice?.cancelledAt !== null) return
    order.invoice.state = erp.limits.deniesInvoices ? 'refused' : 'authorised'
    touch(order, erp.world.clock.now())
    if (order.invoice.state === 'refused') return
    tellServiceInvoice({ erp, company }, order, order.invoice, 'NotaAutorizada')
  })
  return answer(order, 'Ordem de Serviço em faturamento!')
}

/** Its invoice is cancelled at the city too, unless told otherwise. */
export function cancelServiceOrder(call: Call, order: ServiceOrder): Body {
  const { erp, company, param, now } = call
  if (order.cancelledAt !== null) throw invalid('Ordem de Serviço já está cancelada!')
  order.cancelledAt = now
  touch(order, now)
  recordService(call, 'serviceOrder.cancelled', order)
  tellServiceOrder(call, order, 'Cancelada')
  if (order.invoice !== null && param['cCancelarNfse'] !== 'N') {
    order.invoice.cancelledAt = now
    tellServiceInvoice({ erp, company }, order, order.invoice, 'NotaCancelada')
  }
  return answer(order, 'Ordem de Serviço cancelada com sucesso!')
}

function refuseClosed(order: ServiceOrder): void {
  if (order.cancelledAt !== null) throw invalid('Ordem de Serviço cancelada não pode ser faturada!')
  if (order.invoicedAt !== null) throw invalid('Ordem de Serviço já faturada!')
}

function answer(order: ServiceOrder, text: string): Body {
  return { cCodIntOS: order.integrationCode, nCodOS: order.id, cCodStatus: '0', cDescStatus: text }
}
