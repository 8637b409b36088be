import { type ActionContext, at, decimalOf, InvalidInputError, listOf, textOf } from '@tomada/sdk'
import { call, type Param, wireId } from '../client.ts'
import { wireDay } from '../map/dates.ts'

export interface StockAtPlace {
  localId: string
  local: string | null
  fisico: string | null
  reservado: string | null
  disponivel: string | null
}

/** Balances of one product at each place, with what is free as Omie computes it. By id or by SKU. Throws InvalidInputError without either. */
export default async function getStock(
  input: { produtoId?: string | number | null; codigo?: string | null },
  ctx: ActionContext,
): Promise<{ produtoId: string; codigo: string | null; locais: StockAtPlace[] }> {
  const by: Param | null = input.produtoId ? { nIdProduto: wireId(input.produtoId) } : input.codigo ? { cCodigo: input.codigo } : null
  if (by === null) throw new InvalidInputError('/codigo', 'Give the product or its SKU')
  const answer = await call(ctx, 'estoque/resumo', 'ObterEstoqueProduto', { ...by, dDia: wireDay(ctx.now) })
  const id = textOf(at(answer, 'nIdProduto'))
  if (id === null) throw new Error('Omie did not say which product this is')
  const places = listOf(at(answer, 'listaEstoque')).map((place) => ({
    localId: textOf(at(place, 'nIdlocal')) ?? '',
    local: textOf(at(place, 'cDescricaoLocal')),
    fisico: decimalOf(at(place, 'nFisico')),
    reservado: decimalOf(at(place, 'nReservado')),
    disponivel: decimalOf(at(place, 'nDisponivel')),
  }))
  return { produtoId: id, codigo: textOf(at(answer, 'cCodigo')), locais: places }
}
