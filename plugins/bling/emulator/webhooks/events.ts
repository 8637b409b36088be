import { textOf } from '@tomada/sdk/emulator'
import { OPERATION_NATURES } from '../account-settings.ts'
import { brasiliaDateTime } from '../dates.ts'
import type { Erp } from '../erp.ts'
import type { Company, Invoice, Order, Product } from '../erp.types.ts'
import { viewStatus } from '../orders/order-view.ts'
import { deliver } from './deliver.ts'

export function tellOrder(erp: Erp, company: Company, order: Order, what: 'created' | 'updated' | 'deleted'): void {
  deliver(erp, company, `order.${what}`, () => (what === 'deleted' ? { id: order.id } : orderPayload(erp, company, order)))
}

function orderPayload(erp: Erp, company: Company, order: Order): Record<string, unknown> {
  const payload = {
    id: order.id,
    data: textOf(order.body['data']) ?? '',
    numero: order.number,
    numeroLoja: order.storeNumber ?? '',
    total: order.total,
    contato: { id: order.contactId },
    vendedor: order.body['vendedor'] ?? { id: 0 },
    loja: { id: order.storeId },
  }
  return erp.app.orderEventsHaveStatus ? { ...payload, situacao: viewStatus(company, order) } : payload
}

export function tellInvoice(erp: Erp, company: Company, invoice: Invoice, what: 'created' | 'updated' | 'deleted'): void {
  const payload = {
    id: invoice.id,
    tipo: 1,
    situacao: invoice.status,
    numero: invoice.number,
    dataEmissao: brasiliaDateTime(invoice.createdAt),
    dataOperacao: brasiliaDateTime(invoice.createdAt),
    contato: { id: invoice.contactId },
    naturezaOperacao: { id: OPERATION_NATURES[0].id },
    loja: { id: 0 },
  }
  deliver(erp, company, `invoice.${what}`, () => (what === 'deleted' ? { id: invoice.id } : payload))
}

export function tellProduct(erp: Erp, company: Company, product: Product, what: 'created' | 'updated' | 'deleted'): void {
  const { body } = product
  const payload = {
    id: product.id,
    nome: body['nome'],
    codigo: body['codigo'] ?? '',
    tipo: body['tipo'],
    situacao: body['situacao'],
    preco: body['preco'] ?? 0,
    unidade: body['unidade'] ?? '',
    formato: body['formato'],
    idProdutoPai: product.parentId ?? 0,
    categoria: body['categoria'] ?? { id: 0 },
    descricaoCurta: body['descricaoCurta'] ?? '',
    descricaoComplementar: body['descricaoComplementar'] ?? '',
  }
  deliver(erp, company, `product.${what}`, () => (what === 'deleted' ? { id: product.id } : payload))
}
