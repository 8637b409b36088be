import { type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { OPERATION_NATURES, PAYMENT_METHODS, SALES_CHANNELS, SALES_MODULE_ID } from './account-settings.ts'
import { brasiliaDate } from './dates.ts'
import type { Erp } from './erp.ts'
import type { Company, Status } from './erp.types.ts'
import { notFound } from './errors.ts'
import { page } from './listing.ts'
import { authorized } from './oauth/grants.ts'

const STATUS_ACTIONS = [
  { id: 1, nome: 'Lançar estoque' },
  { id: 2, nome: 'Lançar contas' },
]

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
          data: company.statuses.map(viewStatusEntity),
        })
      }),
    },
    {
      method: 'GET',
      path: '/Api/v3/situacoes/modulos/:module/acoes',
      answer: authorized(erp, 'settings', (request) =>
        request.params['module'] === String(SALES_MODULE_ID) ? json(200, { data: STATUS_ACTIONS }) : notFound(),
      ),
    },
    {
      method: 'GET',
      path: '/Api/v3/situacoes/modulos/:module/transicoes',
      answer: authorized(erp, 'settings', (request, company) =>
        request.params['module'] === String(SALES_MODULE_ID) ? json(200, { data: transitionsOf(company) }) : notFound(),
      ),
    },
    {
      method: 'GET',
      path: '/Api/v3/situacoes/:id',
      answer: authorized(erp, 'settings', (request, company) => {
        const status = company.statuses.find(({ id }) => String(id) === request.params['id'])
        return status ? json(200, { data: viewStatusEntity(status) }) : notFound()
      }),
    },
  ]
}

function viewStatusEntity({ id, name, inheritedId, color }: Status) {
  return { id, nome: name, idHerdado: inheritedId, cor: color }
}

/** Every change of status that the account's workflow allows. */
function transitionsOf({ statuses, refusedTransitions }: Company) {
  const isRefused = (from: number, to: number) => refusedTransitions.some((refused) => refused.from === from && refused.to === to)
  const pairs = statuses.flatMap((from) => statuses.filter((to) => to !== from && !isRefused(from.id, to.id)).map((to) => ({ from, to })))
  return pairs.map(({ from, to }, index) => ({
    id: index + 1,
    ativo: true,
    acoes: [],
    modulo: { id: SALES_MODULE_ID },
    situacaoOrigem: { id: from.id },
    situacaoDestino: { id: to.id },
  }))
}

function viewCompany(company: Company) {
  const { id, name, cnpj, email, contractedAt } = company
  return json(200, { data: { id, nome: name, cnpj, email, dataContrato: brasiliaDate(contractedAt) } })
}
