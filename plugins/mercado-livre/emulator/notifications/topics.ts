import { BadSetting, type Fields, numberOf, type Scenario, textOf, textsOf } from '@tomada/sdk/emulator'
import type { Market } from '../market.ts'
import { newNotification, notify } from './notify.ts'

/** Every topic of the sheet, with the resource that it names. */
export const TOPICS: Readonly<Record<string, { resource: string; actions?: string[] }>> = {
  orders_v2: { resource: '/orders/{id}' },
  items: { resource: '/items/MLB{id}' },
  items_prices: { resource: '/items/MLB{id}/prices' },
  'stock-locations': { resource: '/user-products/MLBU{id}/stock' },
  'user-products-families': { resource: '/sites/MLB/user-products-families/{id}' },
  questions: { resource: '/questions/{id}' },
  messages: { resource: '{id}', actions: ['created'] },
  shipments: { resource: '/shipments/{id}' },
  payments: { resource: '/collections/{id}' },
  invoices: { resource: '/users/{user}/invoices/{id}' },
  claims: { resource: '/post-purchase/v1/claims/{id}' },
  post_purchase: { resource: '/post-purchase/v1/claims/{id}', actions: ['claims'] },
  orders_feedback: { resource: '/orders/{id}/feedback' },
  public_offers: { resource: '/seller-promotions/offers/{id}' },
  public_candidates: { resource: '/seller-promotions/candidates/{id}' },
  item_competition: { resource: '/items/MLB{id}/price_to_win' },
  catalog_suggestions: { resource: '/catalog_suggestions/{id}' },
  fbm_stock_operations: { resource: '/stock/fulfillment/operations/{id}' },
  quotations: { resource: '/quotations/{id}' },
  'flex-handshakes': { resource: '/flex/handshakes/{id}' },
  leads: { resource: '/leads/{id}' },
  vis_leads: { resource: '/api/vis_leads/{id}', actions: ['visit_request'] },
}

/** `POST /scenario/notify {topic, id?, resource?, actions?, seller?}`: a notification of any topic, whatever happened. */
export function notifyScenario(market: Market): Scenario {
  return async (input: Fields) => {
    const topic = textOf(input['topic']) ?? 'orders_v2'
    const known = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined
    if (!known) throw new BadSetting(`topic must be one of ${Object.keys(TOPICS).join(', ')}.`)
    const seller = market.logins.find(({ login }) => login === textOf(input['seller'])) ?? market.logins[0]
    const userId = seller?.userId ?? 0
    const id = textOf(input['id']) ?? market.random.digits(10)
    const resource = textOf(input['resource']) ?? known.resource.replace('{id}', id).replace('{user}', String(userId))
    const actions = input['actions'] === undefined ? known.actions : textsOf(input['actions'])
    const count = numberOf(input['times']) ?? 1
    const notification = newNotification(market, topic, resource, userId, actions)
    const attempts = await Promise.all(Array.from({ length: count }, () => notify(market, notification)))
    return { _id: notification._id, resource, attempts }
  }
}
