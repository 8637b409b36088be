import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  fieldsOf,
  json,
  numberOf,
  textOf,
  textsOf,
} from '@tomada/sdk/emulator'
import { failure } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Claim } from '../market.types.ts'
import { newNotification, notify } from '../notifications/notify.ts'
import { readFilePart } from '../upload.ts'
import type { OwnClaim } from './claim.routes.ts'

const ROLES = ['complainant', 'mediator'] as const
const FILE_BYTES = 5 * 1024 * 1024
const FILE_TYPES = /\.(jpe?g|png|pdf)$/i
const FILE_LIFE_MS = 48 * 3_600_000

/** What a seller may do about a claim. */
export function claimActions(claims: string, market: Market, own: OwnClaim): EmulatorRoute[] {
  const post = (path: string, answer: (claim: Claim, request: EmulatorRequest) => EmulatorAnswer): EmulatorRoute => ({
    method: 'POST',
    path: `${claims}/:id${path}`,
    answer: own((claim, request) => (claim.status === 'opened' ? answer(claim, request) : refuse('The claim is closed'))),
  })
  return [
    post('/actions/send-message', (claim, request) => sendMessage(market, claim, request)),
    post('/attachments', (claim, request) => attach(market, claim, request)),
    post('/actions/open-dispute', (claim, request) => {
      claim.stage = 'dispute'
      return changed(market, claim, request, 'claim.disputed')
    }),
    post('/expected-resolutions/refund', (claim, request) => close(market, claim, request, 'refund')),
    post('/expected-resolutions/allow-return', (claim, request) => close(market, claim, request, 'allow_return')),
    post('/expected-resolutions/partial-refund', (claim, request) => refundPartly(market, claim, request)),
  ]
}

function refuse(message: string): EmulatorAnswer {
  return failure(400, 'business_logic_error', message)
}

function sendMessage(market: Market, claim: Claim, request: EmulatorRequest): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const text = textOf(body['message'])
  const receiverRole = ROLES.find((role) => role === body['receiver_role'])
  if (!receiverRole || text === undefined) return refuse('receiver_role and message are required')
  const now = market.world.clock.now()
  const unknown = textsOf(body['attachments']).find((name) => now - (market.attachments.get(name)?.uploadedAt ?? 0) > FILE_LIFE_MS)
  if (unknown !== undefined) return failure(422, 'business_logic_error', `Attachment not found ${unknown}`)
  claim.messages.push({ senderRole: 'respondent', receiverRole, text, createdAt: now })
  changed(market, claim, request, 'claim.message.sent')
  return json(201, { execution_response: { response_status: 'success' } })
}

function attach(market: Market, claim: Claim, request: EmulatorRequest): EmulatorAnswer {
  const file = readFilePart(request)
  if (!file || !FILE_TYPES.test(file.name) || file.bytes.length > FILE_BYTES) return refuse('file must be JPG, PNG or PDF, 5 MB at most')
  const filename = `${claim.sellerId}_${market.random.hex(16)}${file.name.slice(file.name.lastIndexOf('.'))}`
  market.attachments.set(filename, { originalName: file.name, bytes: file.bytes, uploadedAt: market.world.clock.now() })
  return json(201, { user_id: claim.sellerId, filename })
}

/** Only the percentages on offer; the message shows the number with a decimal, as the real one does. */
function refundPartly(market: Market, claim: Claim, request: EmulatorRequest): EmulatorAnswer {
  const percentage = numberOf(fieldsOf(request.json)['percentage']) ?? 0
  if (!claim.refundOffers.includes(percentage)) return refuse(`Percentage not found ${percentage.toFixed(1)}`)
  return close(market, claim, request, 'partial_refund')
}

function close(market: Market, claim: Claim, request: EmulatorRequest, resolution: string): EmulatorAnswer {
  claim.status = 'closed'
  claim.resolution = resolution
  return changed(market, claim, request, 'claim.refunded')
}

function changed(market: Market, claim: Claim, request: EmulatorRequest, kind: string): EmulatorAnswer {
  const at = market.world.clock.now()
  claim.updatedAt = at
  claim.history.push({ status: claim.status, stage: claim.stage, at })
  market.world.ledger.record({
    kind,
    key: String(claim.orderId),
    id: String(claim.id),
    account: String(claim.sellerId),
    requestId: request.id,
    details: request.json,
  })
  tellClaim(market, claim)
  return json(201, { id: claim.id, status: claim.status, stage: claim.stage })
}

/** Told under the older topic and, to those who subscribed to it, under the typed one. */
export function tellClaim(market: Market, claim: Claim): void {
  const resource = `/post-purchase/v1/claims/${claim.id}`
  const told = [
    newNotification(market, 'claims', resource, claim.sellerId),
    newNotification(market, 'post_purchase', resource, claim.sellerId, ['claims']),
  ]
  for (const notification of told) notify(market, notification).catch((error) => market.world.log(String(error)))
}
