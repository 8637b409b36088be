import { type ActionContext, InvalidInputError } from '@tomada/sdk'
import { ORIGIN } from '../client.ts'

/**
 * Hands in the authorised NF-e of a shipment, which releases its label. The same invoice again changes nothing.
 * Source: a live-tested client (2026); fixture: fixtures/send-shipment-invoice.json
 */
export default async function sendShipmentInvoice(
  input: { shipmentId: string; xml: string },
  ctx: ActionContext,
): Promise<{ shipmentId: string }> {
  if (!input.xml.includes('<nfeProc')) throw new InvalidInputError('/xml', 'Must be the signed invoice with its protocol, nfeProc')
  await ctx.http({
    method: 'POST',
    url: `${ORIGIN}/shipments/${encodeURIComponent(input.shipmentId)}/invoice_data?siteId=MLB`,
    headers: { 'content-type': 'application/xml' },
    body: { text: input.xml },
  })
  return { shipmentId: input.shipmentId }
}
