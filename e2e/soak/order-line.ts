import { countEffects } from './ledger-counts.ts'
import type { Line } from './line.types.ts'

interface Sale {
  orderId: number
  notifications: Array<{ status: number | null }>
}

/**
 * A sale at Mercado Livre becomes one order in each ERP, by its ready-made flow: as a shop that changes its ERP would have it for a while.
 * Slower than the slowest of them: an ERP that answers a repeated question once a minute takes no three sales in that time.
 */
export function orderLine(erps: ReadonlyMap<string, string>): Line {
  return {
    name: `mercado-livre → ${[...erps.keys()].join(', ')}`,
    async open({ api, provider }) {
      for (const [erp, template] of erps) {
        const flow = await api.call('POST', '/api/flows', { name: `Venda vira pedido: ${erp}`, template })
        await api.call('POST', `/api/flows/${flow['id']}/publish`, {})
      }
      return {
        everyMs: 40_000,
        async happen() {
          const sale: Sale = JSON.parse(JSON.stringify(await provider('mercado-livre').admin('POST', '/scenario/sell', {})))
          return {
            keys: [...erps.keys()].map((erp) => `${erp} ${sale.orderId}`),
            isPromised: sale.notifications.some(({ status }) => status === 200),
          }
        },
        async done() {
          const counts = await Promise.all(
            [...erps.keys()].map(async (erp) =>
              [...(await countEffects(provider(erp), 'order.created'))].map(([key, n]) => [`${erp} ${key}`, n] as const),
            ),
          )
          return new Map(counts.flat())
        },
      }
    },
  }
}
