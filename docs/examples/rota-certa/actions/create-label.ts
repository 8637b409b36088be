import { at, decimalOf, defineAction, InvalidInputError, type Json, RetryAfterError, textOf } from '@tomada/sdk'

interface Input {
  orderNumber: string
  service: string
  recipient: { name: string; postalCode: string; city: string }
}

/** POST /v2/labels. An answer without its code says nothing about whether the freight was bought: the look-up finds out. */
export default defineAction<Input, Json>(async (input, ctx) => {
  if (/^0+$/.test(input.recipient.postalCode)) throw new InvalidInputError('/recipient/postalCode', 'is no postal code')
  const { name, postalCode, city } = input.recipient
  const answer = await ctx.http({
    method: 'POST',
    url: 'https://api.rotacerta.example/v2/labels',
    body: { json: { order_number: input.orderNumber, service: input.service, recipient: { name, postal_code: postalCode, city } } },
  })
  const trackingCode = textOf(at(answer.json, 'tracking_code'))
  if (trackingCode === null) throw new RetryAfterError('The carrier answered without a tracking code.')
  return {
    trackingCode,
    service: textOf(at(answer.json, 'service')),
    price: decimalOf(at(answer.json, 'price')),
    pdfUrl: textOf(at(answer.json, 'pdf_url')),
  }
})
