import { type EmulatorRoute, json } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import { masked } from '../masked.ts'
import { notFound, page, refusal } from './answers.ts'
import { v3Route } from './signed-in.ts'

const PRICE_LIST = { id: 1, descricao: 'Atacado', acrescimoDesconto: -10 }

/** The account's card and the small lists that orders refer to. */
export function lookupRoutes(erp: Erp): EmulatorRoute[] {
  const list = (path: string, rows: unknown[]) => v3Route(erp, 'GET', path, (request) => page(request, rows, (row) => row))
  return [
    v3Route(erp, 'GET', '/info', (_request, account) =>
      json(200, {
        razaoSocial: account.name,
        fantasia: account.name,
        cpfCnpj: masked(account.cnpj),
        email: account.email,
        inscricaoEstadual: '',
      }),
    ),
    list('/formas-envio', [{ id: 3, nome: 'Correios', tipo: '1', situacao: '1' }]),
    list('/formas-pagamento', [{ id: 1, nome: 'Pix', situacao: '1' }]),
    // The situation is a text here.
    list('/formas-recebimento', [{ id: 2, nome: 'Pix', situacao: '1' }]),
    list('/intermediadores', []),
    list('/categorias-receita-despesa', []),
    list('/vendedores', []),
    list('/listas-precos', [PRICE_LIST]),
    v3Route(erp, 'GET', '/listas-precos/:id', ({ params }) =>
      Number(params['id']) === PRICE_LIST.id ? json(200, { ...PRICE_LIST, excecoes: [] }) : notFound(),
    ),
    v3Route(erp, 'GET', '/categorias/todas', () => json(200, [{ id: 1, descricao: 'Casa', filhas: [] }])),
    v3Route(erp, 'GET', '/estoque/:id/logs-movimentacao', () => refusal(403, 'Recurso não disponível no plano')),
  ]
}
