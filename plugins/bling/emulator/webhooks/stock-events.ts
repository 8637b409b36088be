import type { Erp } from '../erp.ts'
import type { Company, Order, Product, StockMovement } from '../erp.types.ts'
import { composedOf, physicalBalance, reservedQuantity, virtualBalance } from '../stock/balances.ts'
import { deliver } from './deliver.ts'

// Measured in production: the reservation is told 9 to 22 s after the order.
const RESERVATION_MIN_MS = 9_000
const RESERVATION_MAX_MS = 22_000
// Above 200 linked products an event only says that there are many.
const LINKS_TOLD = 200

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
export function tellMovement(erp: Erp, company: Company, movement: StockMovement, what: 'created' | 'updated' | 'deleted'): void {
  const product = company.products.get(movement.productId)
  if (product === undefined) return
  deliver(erp, company, `stock.${what}`, () => {
    const balance = product.stock.get(movement.depositId) ?? 0
    return {
      produto: { id: product.id },
      deposito: { id: movement.depositId, saldoFisico: balance, saldoVirtual: balance - reservedQuantity(company, product) },
      ...(what === 'deleted' ? {} : { operacao: movement.operation, quantidade: movement.quantity }),
      saldoFisicoTotal: physicalBalance(company, product),
      saldoVirtualTotal: virtualBalance(company, product),
    }
  })
  tellVirtualStock(erp, company, product)
}
