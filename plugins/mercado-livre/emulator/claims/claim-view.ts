import { orderDate } from '../dates.ts'
import type { Claim, ClaimMessage } from '../market.types.ts'

export function viewClaim(claim: Claim): Record<string, unknown> {
  const action = (name: string) => ({ action: name, mandatory: false, due_date: orderDate(claim.createdAt + 3 * 86_400_000) })
  const mayAct = claim.status === 'opened'
  return {
    id: claim.id,
    resource_id: claim.orderId,
    resource: 'order',
    status: claim.status,
    type: claim.type,
    stage: claim.stage,
    parent_id: null,
    reason_id: 'PNR3430',
    fulfilled: true,
    quantity_type: 'total',
    claimed_quantity: 1,
    players: [
      { role: 'complainant', type: 'buyer', user_id: claim.buyerId, available_actions: [] },
      {
        role: 'respondent',
        type: 'seller',
        user_id: claim.sellerId,
        available_actions: mayAct ? ['send_message_to_complainant', 'refund', 'open_dispute'].map(action) : [],
      },
    ],
    resolution: claim.resolution === null ? null : viewResolution(claim, claim.resolution),
    site_id: 'MLB',
    date_created: orderDate(claim.createdAt),
    last_updated: orderDate(claim.updatedAt),
    related_entities: [],
  }
}

function viewResolution(claim: Claim, reason: string): Record<string, unknown> {
  return {
    reason,
    decision: [],
    closed_by: 'seller',
    benefited: ['complainant'],
    date_created: orderDate(claim.updatedAt),
    applied_coverage: false,
  }
}

export function viewClaimDetail(claim: Claim): Record<string, unknown> {
  return {
    title: 'Reclamação do comprador',
    description: 'O comprador diz que o produto não chegou.',
    problem: 'PNR',
    due_date: orderDate(claim.createdAt + 3 * 86_400_000),
    action_responsible: claim.stage === 'dispute' ? 'mediator' : 'seller',
  }
}

export function viewClaimMessage(message: ClaimMessage): Record<string, unknown> {
  const at = orderDate(message.createdAt)
  return {
    sender_role: message.senderRole,
    receiver_role: message.receiverRole,
    message: message.text,
    translated_message: null,
    date_created: at,
    last_updated: at,
    message_date: at,
    date_read: null,
    attachments: [],
    status: 'available',
    stage: 'claim',
    message_moderation: { status: 'clean' },
    repeated: false,
  }
}
