import type { EmulatorAnswer, EmulatorRequest } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company } from '../erp.types.ts'
import { page, readPeriod } from '../listing.ts'
import { viewInvoiceRow } from './invoice-view.ts'

/** `GET /nfe`: newest first. It knows no time of change, only that of issue; outgoing ones unless asked otherwise. */
export function listInvoices(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const { query } = request
  const issued = readPeriod(query, 'dataEmissao', erp.world.clock.now())
  if (issued && 'refusal' in issued) return issued.refusal
  const fits = (name: string, value: unknown) => query.get(name) === null || query.get(name) === String(value)
  const found = [...company.invoices.values()]
    .filter(
      (invoice) =>
        fits('situacao', invoice.status) &&
        fits('numero', invoice.number) &&
        fits('serie', invoice.series) &&
        fits('chaveAcesso', invoice.accessKey) &&
        (query.get('tipo') ?? '1') === '1' &&
        fits('numeroLoja', company.orders.get(invoice.orderId ?? 0)?.storeNumber) &&
        (issued === null || (invoice.createdAt >= issued.from && invoice.createdAt <= issued.to)),
    )
    .reverse()
  return page(query, found, (invoice) => viewInvoiceRow(company, invoice))
}
