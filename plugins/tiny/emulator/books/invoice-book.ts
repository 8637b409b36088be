import { type Erp, newId } from '../erp.ts'
import type { Account, Invoice, Order } from '../erp.types.ts'
import { tellInvoice } from '../webhooks/events.ts'
import { record, touch } from './order-book.ts'
import { totalsOf } from './order-facts.ts'

const PENDING = 1
const REJECTED = 5
const AUTHORISED = 6
const WAITING_RECEIPT = 4

/** The invoice of an order, as a draft. An order that has one gets no second. */
export function generateInvoice(erp: Erp, account: Account, order: Order, requestId: number | null): Invoice | null {
  if (order.invoiceId !== null) return null
  account.lastInvoiceNumber += 1
  const invoice: Invoice = {
    id: newId(account),
    number: String(account.lastInvoiceNumber).padStart(6, '0'),
    series: '1',
    orderId: order.id,
    contactId: order.contactId,
    items: order.items,
    total: totalsOf(order).total,
    freight: order.freight,
    ecommerceNumber: order.ecommerceNumber,
    situation: PENDING,
    accessKey: '',
    issuedAt: erp.world.clock.now(),
  }
  account.invoices.set(invoice.id, invoice)
  order.invoiceId = invoice.id
  record(erp, account, 'invoice.created', { id: invoice.id, key: `order ${order.id}`, requestId }, { total: invoice.total })
  touch(erp, account, order)
  return invoice
}

/** Sends a draft to the tax office, whose answer comes by the clock. False: it was sent before. */
export function emitInvoice(erp: Erp, account: Account, invoice: Invoice, requestId: number | null): boolean {
  if (invoice.situation !== PENDING && invoice.situation !== REJECTED) return false
  invoice.situation = WAITING_RECEIPT
  record(erp, account, 'invoice.emitted', { id: invoice.id, key: String(invoice.id), requestId }, {})
  erp.world.clock.schedule(erp.limits.invoiceStepMs, async () => {
    invoice.situation = AUTHORISED
    invoice.accessKey = `35${erp.random.digits(42)}`
    tellInvoice(erp, account, invoice)
  })
  return true
}
