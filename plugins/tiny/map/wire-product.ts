import type { Json } from '@tomada/sdk'
import { type Amount, wireAmount, withoutNulls } from './values.ts'

/** What both creating and changing a product take. */
export interface ProductFields {
  nome?: string | null
  preco?: Amount | null
  precoPromocional?: Amount | null
  unidade?: string | null
  gtin?: string | null
  ncm?: string | null
  descricao?: string | null
  pesoLiquido?: Amount | null
  pesoBruto?: Amount | null
  situacao?: string | null
}

/** As v2 takes it; what is not said is not sent. Stock is no part of it. */
export function toWireV2(fields: ProductFields): { [key: string]: Json } {
  return withoutNulls({
    nome: fields.nome,
    preco: wireAmount(fields.preco),
    preco_promocional: wireAmount(fields.precoPromocional),
    unidade: fields.unidade,
    gtin: fields.gtin,
    ncm: fields.ncm,
    descricao_complementar: fields.descricao,
    peso_liquido: wireAmount(fields.pesoLiquido),
    peso_bruto: wireAmount(fields.pesoBruto),
    situacao: fields.situacao,
  })
}

/** As v3 takes it. */
export function toWireV3(fields: ProductFields): { [key: string]: Json } {
  const precos = withoutNulls({ preco: wireAmount(fields.preco), precoPromocional: wireAmount(fields.precoPromocional) })
  const dimensoes = withoutNulls({ pesoLiquido: wireAmount(fields.pesoLiquido), pesoBruto: wireAmount(fields.pesoBruto) })
  return withoutNulls({
    descricao: fields.nome,
    unidade: fields.unidade,
    gtin: fields.gtin,
    ncm: fields.ncm,
    descricaoComplementar: fields.descricao,
    situacao: fields.situacao,
    precos: Object.keys(precos).length === 0 ? null : precos,
    dimensoes: Object.keys(dimensoes).length === 0 ? null : dimensoes,
  })
}
