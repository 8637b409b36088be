import { type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { OPERATION_NATURES, PAYMENT_METHODS, SALES_CHANNELS, SALES_MODULE_ID } from './account-settings.ts'
import { brasiliaDate } from './dates.ts'
import type { Erp } from './erp.ts'
import type { Company } from './erp.types.ts'
import { notFound } from './errors.ts'
import { page } from './listing.ts'
import { authorized } from './oauth/grants.ts'

/** The small lists an order refers to, and the account's own card. */
export function settingsRoutes(erp: Erp): EmulatorRoute[] {
  const list = (path: string, rows: (company: Company) => readonly unknown[]): EmulatorRoute => ({
    method: 'GET',
    path: `/Api/v3${path}`,
    answer: authorized(erp, 'settings', (request, company) => page(request.query, rows(company), (row) => row)),
  })
  return [
    {
      method: 'GET',
      path: '/Api/v3/empresas/me/dados-basicos',
      answer: authorized(erp, null, (_request, company) => viewCompany(company)),
    },
    list('/formas-pagamentos', () => PAYMENT_METHODS),
    list('/canais-venda', () => SALES_CHANNELS),
    list('/naturezas-operacoes', () => OPERATION_NATURES),
    list('/situacoes/modulos', () => [{ id: SALES_MODULE_ID, nome: 'Vendas', descricao: 'Pedidos de Venda', criarSituacoes: true }]),
    {
      method: 'GET',
      path: '/Api/v3/situacoes/modulos/:module',
      answer: authorized(erp, 'settings', (request, company) => {
        if (request.params['module'] !== String(SALES_MODULE_ID)) return notFound()
        return json(200, {
          data: company.statuses.map(({ id, name, inheritedId, color }) => ({ id, nome: name, idHerdado: inheritedId, cor: color })),
        })
      }),
    },
  ]
}

function viewCompany(company: Company) {
  const { id, name, cnpj, email, contractedAt } = company
  return json(200, { data: { id, nome: name, cnpj, email, dataContrato: brasiliaDate(contractedAt) } })
}
