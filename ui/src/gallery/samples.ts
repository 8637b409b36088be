import { ApiError } from '#lib/api/problem.ts'

/** What overflows when something is not made for long words. */
export const LONG = 'Sincronização de pedidos do Mercado Livre com o estoque da loja da Avenida Conselheiro Rodrigues Alves'

export const nothing = (): void => undefined

/** Each way in which a page can fail to have its contents. */
export const ERRORS = {
  offline: new ApiError({ status: 0, code: 'offline', title: 'Sem conexão com o servidor' }, true),
  'no permission': new ApiError({ status: 403, code: 'forbidden', title: 'Sem permissão' }),
  'not found': new ApiError({ status: 404, code: 'not_found', title: 'Não existe' }),
  'server error': new ApiError({ status: 500, code: 'internal', title: 'Algo deu errado', detail: LONG, instance: 'req_0123456789' }),
}

export const DAYS = ['01/11', '02/11', '03/11', '04/11', '05/11', '06/11', '07/11']

export const JSON_SAMPLE = {
  id: 1001,
  cliente: { nome: 'Maria da Silva', documento: null, ativo: true },
  itens: Array.from({ length: 250 }, (_, index) => ({ sku: `SKU-${index}`, preco: 39.9 })),
  observacao: LONG,
}
