import type { Erp } from '../erp.ts'
import type { Company, Order } from '../erp.types.ts'
import { isReserving, reservationsChanged } from '../stock/balances.ts'
import { tellReservations } from '../webhooks/stock-events.ts'

/** Changes an order; when that makes it hold stock or let go of it, each of its lines is told, as on the reservation itself. */
export function changeReservation(erp: Erp, company: Company, order: Order, change: () => void): void {
  const before = isReserving(company, order)
  change()
  reservationsChanged(company)
  if (isReserving(company, order) !== before) tellReservations(erp, company, order)
}
