import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, failureCode, failureText, type Param, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from '../map/amount.ts'
import { existingId } from '../map/existing-id.ts'

export interface ProductToSave {
  codigo: string
  descricao: string
  ncm: string
  unidade?: string | null
  valorUnitario: Amount
  ean?: string | null
  codigoIntegracao?: string | null
  marca?: string | null
  descricaoDetalhada?: string | null
}

/**
 * Makes the product, or changes the one with this integration code. One that a person made on Omie's screen has no such code: Omie
 * refuses then and tells its id, and that product is changed; its integration code stays as it is.
 */
export default async function saveProduct(input: ProductToSave, ctx: ActionContext): Promise<{ id: string; criado: boolean }> {
  const record = withoutNulls({
    codigo: input.codigo,
    descricao: input.descricao,
    ncm: input.ncm,
    unidade: input.unidade ?? 'UN',
    valor_unitario: wireAmount(input.valorUnitario),
    ean: input.ean,
    marca: input.marca,
    descr_detalhada: input.descricaoDetalhada,
  })
  try {
    return await saved(ctx, 'UpsertProduto', { codigo_produto_integracao: input.codigoIntegracao ?? input.codigo, ...record })
  } catch (error) {
    const id = failureCode(error) === 'conflict' ? existingId(failureText(error)) : null
    if (id === null) throw error
    return saved(ctx, 'AlterarProduto', { codigo_produto: id, ...record })
  }
}

async function saved(ctx: ActionContext, name: string, record: Param): Promise<{ id: string; criado: boolean }> {
  const answer = await call(ctx, 'geral/produtos', name, record)
  const id = textOf(at(answer, 'codigo_produto'))
  if (id === null) throw new Error('Omie did not say the id of the product')
  return { id, criado: /cadastrado/.test(textOf(at(answer, 'descricao_status')) ?? '') }
}
