import { countEffects } from './ledger-counts.ts'
import type { Line } from './line.types.ts'

interface Sale {
  orderId: number
  notifications: Array<{ status: number | null }>
}

/** A sale at Mercado Livre becomes one order in the ERP, by a ready-made flow. */
export function orderLine(erp: string, template: string): Line {
  return {
    name: `mercado-livre → ${erp}`,
    async open({ api, provider }) {
      const flow = await api.call('POST', '/api/flows', { name: `Venda vira pedido: ${erp}`, template })
      await api.call('POST', `/api/flows/${flow['id']}/publish`, {})
      return {
        everyMs: 12_000,
        async happen() {
          const sale: Sale = JSON.parse(JSON.stringify(await provider('mercado-livre').admin('POST', '/scenario/sell', {})))
          return sale.notifications.some(({ status }) => status === 200) ? String(sale.orderId) : null
        },
        done: () => countEffects(provider(erp), 'order.created'),
      }
    },
  }
}
