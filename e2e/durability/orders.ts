import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from './world.ts'

/** Sells until `count` sales were told to the product and promised by it. Resolves with the order ids. */
export async function sellOrders(world: World, count: number): Promise<string[]> {
  const promised: string[] = []
  while (promised.length < count) {
    const sold = asSale(await world.marketplace.admin('POST', '/scenario/sell', {}))
    // A notification that nobody took is sent again by the provider, hours later: that sale does not count.
    if (sold.notifications.some(({ status }) => status === 200)) promised.push(String(sold.orderId))
    await sleep(200)
  }
  return promised
}

/** How often each order was created in the ERP, by its number in the store. */
export async function createdOrders(world: World): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const { items } = asLedger(await world.erp.admin('GET', '/ledger?kind=order.created'))
  for (const { key } of items) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function asSale(value: unknown): { orderId: number; notifications: Array<{ status: number | null }> } {
  return JSON.parse(JSON.stringify(value))
}

function asLedger(value: unknown): { items: Array<{ key: string | null }> } {
  return JSON.parse(JSON.stringify(value))
}
