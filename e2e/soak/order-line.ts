import type { Line } from './line.types.ts'

interface Sale {
  orderId: number
  notifications: Array<{ status: number | null }>
}

/** A sale at Mercado Livre becomes one order in the ERP, by a ready-made flow; `kind` is how the ERP's ledger calls it. */
export function orderLine(erp: string, template: string, kind: string): Line {
  return {
    name: `mercado-livre → ${erp}`,
    plugins: ['mercado-livre', erp],
    async open({ api, provider }) {
      const flow = await api.call('POST', '/api/flows', { name: `Venda vira pedido: ${erp}`, template })
      await api.call('POST', `/api/flows/${flow['id']}/publish`, {})
      return {
        everyMs: 6_000,
        async happen() {
          const sale: Sale = JSON.parse(JSON.stringify(await provider('mercado-livre').admin('POST', '/scenario/sell', {})))
          return sale.notifications.some(({ status }) => status === 200) ? String(sale.orderId) : null
        },
        async done() {
          const ledger: { items: Array<{ key: string | null }> } = JSON.parse(
            JSON.stringify(await provider(erp).admin('GET', `/ledger?kind=${kind}`)),
          )
          const counts = new Map<string, number>()
          for (const { key } of ledger.items) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
          return counts
        },
      }
    },
  }
}
