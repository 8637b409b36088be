import { at, decimalOf, type Json, textOf } from '@tomada/sdk'

export interface Product {
  id: string
  codigo: string | null
  codigoIntegracao: string | null
  descricao: string | null
  unidade: string | null
  ncm: string | null
  ean: string | null
  valorUnitario: string | null
  ativo: boolean
}

/** Throws when the row has no id. */
export function toProduct(row: Json): Product {
  const id = textOf(at(row, 'codigo_produto'))
  if (id === null) throw new Error('Omie gave a product without its id')
  return {
    id,
    codigo: textOf(at(row, 'codigo')),
    codigoIntegracao: textOf(at(row, 'codigo_produto_integracao')),
    descricao: textOf(at(row, 'descricao')),
    unidade: textOf(at(row, 'unidade')),
    ncm: textOf(at(row, 'ncm')),
    ean: textOf(at(row, 'ean')),
    valorUnitario: decimalOf(at(row, 'valor_unitario')),
    ativo: at(row, 'inativo') !== 'S',
  }
}
