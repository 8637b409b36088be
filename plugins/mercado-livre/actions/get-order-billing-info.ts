import { type ActionContext, at, digitsOf, type Json, RetryAfterError, textOf } from '@tomada/sdk'
import { getRecord } from '../client.ts'
import { stateCode } from '../map/state-code.ts'

export interface BillingInfo {
  name: string
  last_name: string | null
  full_name: string
  identification: { type: string | null; number: string | null }
  state_registration: string | null
  taxpayer_type: string | null
  address: Record<string, string | null>
}

/**
 * Who the invoice is for: name, document and address. The order itself shows the buyer masked.
 * The header `x-version: 2` selects this shape; without it the answer is an older one without the address.
 * Source: GET /orders/{id}/billing_info, read from a live-tested client (2026); fixture: fixtures/get-order-billing-info.json
 */
export default async function getOrderBillingInfo(input: { orderId: string }, ctx: ActionContext): Promise<BillingInfo> {
  const answer = await getRecord(ctx, `/orders/${encodeURIComponent(input.orderId)}/billing_info`, { 'x-version': '2' })
  const info = at(answer, 'buyer', 'billing_info')
  const name = textOf(at(info, 'name'))
  if (name === null) throw new RetryAfterError(`Mercado Livre has no billing details of order ${input.orderId} yet`)
  const lastName = textOf(at(info, 'last_name'))
  return {
    name,
    last_name: lastName,
    full_name: [name, lastName].filter((part) => part !== null).join(' '),
    identification: { type: textOf(at(info, 'identification', 'type')), number: documentOf(at(info, 'identification', 'number')) },
    state_registration: textOf(at(info, 'taxes', 'inscriptions', 'state_registration')),
    taxpayer_type: textOf(at(info, 'taxes', 'taxpayer_type', 'description')),
    address: toAddress(at(info, 'address')),
  }
}

function toAddress(address: Json): Record<string, string | null> {
  const state = textOf(at(address, 'state', 'name'))
  return {
    street_name: textOf(at(address, 'street_name')),
    // Really a text: "S/N", "123-A".
    street_number: textOf(at(address, 'street_number')),
    comment: textOf(at(address, 'comment')),
    neighborhood: textOf(at(address, 'neighborhood')),
    city_name: textOf(at(address, 'city_name')),
    state_name: state,
    uf: stateCode(textOf(at(address, 'state', 'code'))) ?? stateCode(state),
    zip_code: digitsOf(at(address, 'zip_code')),
    country_id: textOf(at(address, 'country_id')),
  }
}

/** Without punctuation; a CNPJ issued since July 2026 holds letters. */
function documentOf(value: Json): string | null {
  const text = (textOf(value) ?? '').replace(/[^0-9A-Za-z]/g, '').toUpperCase()
  return text === '' ? null : text
}
