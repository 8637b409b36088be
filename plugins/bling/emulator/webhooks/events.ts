import { textOf } from '@tomada/sdk/emulator'
import { OPERATION_NATURES } from '../account-settings.ts'
import { brasiliaDateTime } from '../dates.ts'
import type { Erp } from '../erp.ts'
import type { Company, Invoice, Order, Product } from '../erp.types.ts'
import { viewStatus } from '../orders/order-view.ts'
import { composedOf, physicalBalance, reservedQuantity, virtualBalance } from '../stock/balances.ts'
import { deliver } from './deliver.ts'

// Measured in production: the reservation is told 9 to 22 s after the order.
const RESERVATION_MIN_MS = 9_000
const RESERVATION_MAX_MS = 22_000
// Above 200 linked products an event only says that there are many.
const LINKS_TOLD = 200

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

/** An open order reserves stock: one `virtual_stock.updated` for each of its lines, some seconds later. */
export function tellReservations(erp: Erp, company: Company, order: Order): void {
  for (const item of order.items) {
    const product = item.productId === null ? undefined : company.products.get(item.productId)
    if (!product) continue
    erp.world.clock.schedule(erp.random.between(RESERVATION_MIN_MS, RESERVATION_MAX_MS), () => tellVirtualStock(erp, company, product))
  }
}

/** The product's virtual balance, and that of every product composed of it; of too many only that there are many. */
function tellVirtualStock(erp: Erp, company: Company, product: Product): void {
  const linked = composedOf(company, product)
  const isComplex = linked.length > LINKS_TOLD
  deliver(erp, company, 'virtual_stock.updated', () => virtualStockPayload(company, product, isComplex))
  if (isComplex) return
  for (const other of linked) deliver(erp, company, 'virtual_stock.updated', () => virtualStockPayload(company, other, false))
}

function virtualStockPayload(company: Company, product: Product, isComplex: boolean): Record<string, unknown> {
  const reserved = reservedQuantity(company, product)
  return {
    produto: { id: product.id },
    saldoFisicoTotal: physicalBalance(company, product),
    saldoVirtualTotal: virtualBalance(company, product),
    vinculoComplexo: isComplex,
    depositos: [...product.stock].map(([id, quantity]) => ({ id, saldoFisico: quantity, saldoVirtual: quantity - reserved })),
  }
}

/** Physical postings only; they also change the virtual balance. */
export function tellStock(
  erp: Erp,
  company: Company,
  product: Product,
  move: { depositId: number; operation: string; quantity: number },
): void {
  const balance = product.stock.get(move.depositId) ?? 0
  deliver(erp, company, 'stock.created', () => ({
    produto: { id: product.id },
    deposito: { id: move.depositId, saldoFisico: balance, saldoVirtual: balance - reservedQuantity(company, product) },
    operacao: move.operation,
    quantidade: move.quantity,
    saldoFisicoTotal: physicalBalance(company, product),
    saldoVirtualTotal: virtualBalance(company, product),
  }))
  tellVirtualStock(erp, company, product)
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
