import { type ActionContext, at, listOf, textOf } from '@tomada/sdk'
import { listAll } from '../client.ts'

const LIST = { service: 'produtos/etapafat', name: 'ListarEtapasFaturamento', dialect: 'snake', rows: 'cadastros' } as const
/** The operation of product sales. */
const SALE = '11'

/** Stages of sales orders, as this company named them. The first element of Omie's list can be an empty object. */
export default async function listOrderStages(
  _input: Record<string, never>,
  ctx: ActionContext,
): Promise<{ etapas: Array<{ codigo: string; nome: string | null }> }> {
  const operations = await listAll(ctx, LIST)
  const sale = operations.find((row) => textOf(at(row, 'cCodOperacao')) === SALE) ?? null
  const stages = listOf(at(sale, 'etapas')).filter((stage) => at(stage, 'cInativo') !== 'S')
  const named = stages.map((stage) => ({ codigo: textOf(at(stage, 'cCodigo')) ?? '', nome: textOf(at(stage, 'cDescricao')) }))
  return { etapas: named.filter(({ codigo }) => codigo !== '') }
}
