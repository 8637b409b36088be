import { createHmac } from 'node:crypto'
import type { CallbackPolicy } from '@tomada/sdk/emulator'
import { envelopeDate } from '../dates.ts'
import type { Erp } from '../erp.ts'
import type { Company } from '../erp.types.ts'
import { isAuthorized } from '../oauth/grants.ts'

const ANSWER_MS = 5_000

/**
 * Sends one event to the application's server, if this resource is switched on and the company authorised the application.
 * `payload` is only computed then: balances walk through all orders. Every attempt carries the same bytes, and so the same `eventId` and signature.
 */
export function deliver(erp: Erp, company: Company, event: string, payload: () => unknown): void {
  const resource = event.split('.', 1)[0] ?? event
  const { callbackUrl } = erp.app
  if (callbackUrl === null || !isSwitchedOn(erp, resource) || !isAuthorized(erp, company.id)) return
  const eventId = newEventId(erp)
  const date = envelopeDate(erp.world.clock.now())
  const body = Buffer.from(JSON.stringify({ eventId, date, version: 'v1', event, companyId: company.id, data: payload() }))
  const policy: CallbackPolicy = {
    timeoutMs: ANSWER_MS,
    isAccepted: (status) => status >= 200 && status < 300,
    delaysMs: erp.limits.webhookDelaysMs,
  }
  erp.world.callbacks
    .send({
      id: eventId,
      topic: event,
      url: callbackUrl,
      policy,
      write: () => ({ body, headers: { 'x-bling-signature-256': sign(erp, body) } }),
      maySend: () => isSwitchedOn(erp, resource),
      // Three days without an answer switch the resource off, until a person switches it on again.
      onLost: () => erp.disabledResources.add(resource),
    })
    .catch((error) => erp.world.log(`webhook ${event}: ${String(error)}`))
}

function isSwitchedOn(erp: Erp, resource: string): boolean {
  // virtual_stock comes with stock and has its settings.
  const setting = resource === 'virtual_stock' ? 'stock' : resource
  return erp.app.webhookResources.includes(setting) && !erp.disabledResources.has(resource)
}

function sign(erp: Erp, body: Buffer): string {
  const secret = erp.app.tampersSignatures ? `${erp.app.clientSecret}x` : erp.app.clientSecret
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

/** UUIDv7 style: the instant first, so that ids sort by time. */
function newEventId(erp: Erp): string {
  const time = Math.floor(erp.world.clock.now()).toString(16).padStart(12, '0')
  const { random } = erp
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.hex(3)}-b${random.hex(3)}-${random.hex(12)}`
}
