import type { Company, Erp, Invoice, Order } from '../erp.types.ts'
import { tellInvoice } from '../webhooks/events.ts'

/** The invoice as it waits for the tax office: it has a number, and no key yet. */
export function startInvoice(erp: Erp, company: Company, order: Order): Invoice {
  const now = erp.world.clock.now()
  const invoice: Invoice = {
    id: erp.newId(),
    orderId: order.id,
    number: ++company.lastInvoiceNumber,
    key: `35${erp.random.digits(42)}`,
    issuedAt: now,
    cancelledAt: null,
    state: 'processing',
    createdAt: now,
    changedAt: now,
    byApi: true,
  }
  company.invoices.set(invoice.id, invoice)
  return invoice
}

/** Authorised, or denied, after the delay that is set. */
export function settleLater(erp: Erp, company: Company, order: Order, invoice: Invoice): void {
  erp.world.clock.schedule(erp.limits.authorisationMs, () => {
    const now = erp.world.clock.now()
    const state = erp.limits.deniesInvoices ? 'denied' : 'authorised'
    invoice.state = state
    order.outcome = state
    invoice.changedAt = now
    order.changedAt = Math.max(now, order.changedAt)
    if (state === 'authorised') tellInvoice(erp, company, order, invoice, 'NotaAutorizada')
  })
}
