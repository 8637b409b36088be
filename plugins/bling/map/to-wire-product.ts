import type { Json } from '@tomada/sdk'
import { wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from './amount.ts'

/** What both creating and changing a product take. */
export interface ProductFields {
  preco?: Amount | null
  unidade?: string | null
  gtin?: string | null
  marca?: string | null
  ncm?: string | null
  descricaoCurta?: string | null
  pesoLiquido?: Amount | null
  pesoBruto?: Amount | null
  categoriaId?: string | number | null
}

/** As Bling takes it; what is not said is not sent. Stock is no part of it: Bling takes it as movements only. */
export function toWireProduct(fields: ProductFields): { [key: string]: Json } {
  const { unidade, gtin, marca, descricaoCurta, ncm, categoriaId } = fields
  return withoutNulls({
    preco: toNumber(fields.preco),
    unidade,
    gtin,
    marca,
    descricaoCurta,
    pesoLiquido: toNumber(fields.pesoLiquido),
    pesoBruto: toNumber(fields.pesoBruto),
    tributacao: ncm === null || ncm === undefined ? null : { ncm },
    categoria: categoriaId === null || categoriaId === undefined ? null : { id: wireId(categoriaId) },
  })
}

export function toNumber(amount: Amount | null | undefined): number | null {
  return amount === null || amount === undefined ? null : wireAmount(amount)
}
