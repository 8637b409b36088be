import type { ListCall } from '../client.ts'

/** `all`, measured: without both, fewer products come, with other tax figures. */
export const PRODUCTS: { list: ListCall; all: { [name: string]: string } } = {
  list: { service: 'geral/produtos', name: 'ListarProdutos', dialect: 'snake', rows: 'produto_servico_cadastro' },
  all: { apenas_importado_api: 'N', filtrar_apenas_omiepdv: 'N' },
}
