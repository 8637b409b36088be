import type { EmulatorRequest, Fields } from '@tomada/sdk/emulator'
import { type Erp, newId } from '../erp.ts'
import type { Company, Invoice, Order } from '../erp.types.ts'
import { tellInvoice } from '../webhooks/events.ts'

export const PENDING = 1
const WAITING_RECEIPT = 3
export const REJECTED = 4
const AUTHORIZED = 5
const DANFE_ISSUED = 6
const WAITING_PROTOCOL = 8

/** A new NF-e: pending, and sent to nobody. */
export function addInvoice(
  erp: Erp,
  company: Company,
  source: { order: Order | null; contactId: number; total: number; body: Fields },
  request: EmulatorRequest,
): Invoice {
  const invoice: Invoice = {
    id: newId(erp),
    orderId: source.order?.id ?? null,
    contactId: source.contactId,
    number: String(company.invoices.size + 1).padStart(6, '0'),
    series: 1,
    status: PENDING,
    accessKey: null,
    total: source.total,
    body: source.body,
    createdAt: erp.world.clock.now(),
    accountsPosted: false,
    stockPosted: false,
  }
  company.invoices.set(invoice.id, invoice)
  erp.world.ledger.record({
    kind: 'invoice.created',
    key: source.order?.storeNumber ?? null,
    id: String(invoice.id),
    account: company.id,
    requestId: request.id,
    details: { venda: invoice.orderId },
  })
  tellInvoice(erp, company, invoice, 'created')
  return invoice
}

/** The tax office answers later, one state after the other; each is an `invoice.updated`. */
export function sendToTaxOffice(erp: Erp, company: Company, invoice: Invoice, request: EmulatorRequest): void {
  const states = company.rejectsInvoices ? [REJECTED] : [WAITING_PROTOCOL, AUTHORIZED, DANFE_ISSUED]
  invoice.accessKey = `35${erp.random.digits(42)}`
  erp.world.ledger.record({
    kind: 'invoice.sent',
    key: null,
    id: String(invoice.id),
    account: company.id,
    requestId: request.id,
    details: { numero: invoice.number },
  })
  enter(erp, company, invoice, WAITING_RECEIPT)
  for (const [index, status] of states.entries()) {
    erp.world.clock.schedule(erp.limits.invoiceStepMs * (index + 1), () => enter(erp, company, invoice, status))
  }
}

function enter(erp: Erp, company: Company, invoice: Invoice, status: number): void {
  invoice.status = status
  tellInvoice(erp, company, invoice, 'updated')
}
