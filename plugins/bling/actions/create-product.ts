import { type ActionContext, at, type Json, textOf } from '@tomada/sdk'
import { create, withoutNulls } from '../client.ts'
import type { Amount } from '../map/amount.ts'
import { toWarnings } from '../map/to-warnings.ts'
import { type ProductFields, toNumber, toWireProduct } from '../map/to-wire-product.ts'

interface NewVariation {
  variacao: string
  codigo: string
  preco?: Amount | null
  gtin?: string | null
}

export interface NewProduct extends ProductFields {
  nome: string
  codigo: string
  tipo?: 'P' | 'S' | null
  variacoes?: NewVariation[] | null
}

/**
 * Creates an active product, with variations when some are given. It is born without stock. The host looks it up first
 * (`find-product`), so a SKU makes one product.
 * Source: POST /produtos of Bling's OpenAPI document (September 2026); fixture: fixtures/create-product.json
 */
export default async function createProduct(input: NewProduct, ctx: ActionContext): Promise<{ id: string; avisos: string[] }> {
  const variations = (input.variacoes ?? []).map(toVariation)
  const answer = await create(ctx, '/produtos', {
    nome: input.nome,
    codigo: input.codigo,
    tipo: input.tipo ?? 'P',
    situacao: 'A',
    formato: variations.length === 0 ? 'S' : 'V',
    ...toWireProduct(input),
    ...(variations.length === 0 ? {} : { variacoes: variations }),
  })
  const id = textOf(at(answer, 'id'))
  if (id === null) throw new Error('Bling did not say the id of the new product')
  return { id, avisos: toWarnings(at(answer, 'warnings'), ctx) }
}

function toVariation({ variacao, codigo, preco, gtin }: NewVariation, index: number): Json {
  return withoutNulls({ codigo, preco: toNumber(preco), gtin, variacao: { nome: variacao, ordem: index + 1 } })
}
