import { type ActionContext, at, textOf } from '@tomada/sdk'
import { getRecord, ORIGIN } from '../client.ts'

interface Input {
  shipmentId: string
  format?: 'pdf' | 'zpl2'
}

const PRINTABLE = ['ready_to_print', 'printed']

/**
 * Where the label of a shipment is, and whether it can be printed yet. The label itself is a ZIP with PDF or ZPL inside, which an
 * HTTP step with this connection downloads; downloading it marks the shipment as printed, so this action does not.
 * Source: "Envíos", updated 2026-09-18; fixture: fixtures/get-shipping-label.json
 */
export default async function getShippingLabel(
  { shipmentId, format = 'pdf' }: Input,
  ctx: ActionContext,
): Promise<Record<string, string | boolean | null>> {
  const shipment = await getRecord(ctx, `/shipments/${encodeURIComponent(shipmentId)}`, { 'x-format-new': 'true' })
  const substatus = textOf(at(shipment, 'substatus'))
  return {
    shipmentId,
    ready: substatus !== null && PRINTABLE.includes(substatus),
    status: textOf(at(shipment, 'status')),
    substatus,
    url: `${ORIGIN}/shipment_labels?shipment_ids=${encodeURIComponent(shipmentId)}&response_type=${format}`,
    contentType: 'application/zip',
  }
}
