import { at, decimalOf, type Json, listOf, textOf } from '@tomada/sdk'

/** A row of the product list in our words. */
export interface ProductRow {
  id: string
  nome: string | null
  codigo: string | null
  preco: string | null
  saldoVirtual: string | null
  situacao: string | null
  formato: string | null
  produtoPaiId: string | null
}

/** Values outside of the documented enums come as they are. */
export function toProductRow(row: Json): ProductRow {
  return {
    id: textOf(at(row, 'id')) ?? '',
    nome: textOf(at(row, 'nome')),
    codigo: textOf(at(row, 'codigo')),
    preco: decimalOf(at(row, 'preco')),
    saldoVirtual: decimalOf(at(row, 'estoque', 'saldoVirtualTotal')),
    situacao: textOf(at(row, 'situacao')),
    formato: textOf(at(row, 'formato')),
    produtoPaiId: idOrNone(at(row, 'idProdutoPai')) ?? idOrNone(at(row, 'variacao', 'produtoPai', 'id')),
  }
}

/** A whole product. */
export function toProduct(product: Json) {
  return {
    ...toProductRow(product),
    unidade: textOf(at(product, 'unidade')),
    gtin: textOf(at(product, 'gtin')),
    marca: textOf(at(product, 'marca')),
    ncm: textOf(at(product, 'tributacao', 'ncm')),
    descricaoCurta: textOf(at(product, 'descricaoCurta')),
    pesoLiquido: textOf(at(product, 'pesoLiquido')),
    pesoBruto: textOf(at(product, 'pesoBruto')),
    variacoes: listOf(at(product, 'variacoes')).map((one) => ({ ...toProductRow(one), variacao: textOf(at(one, 'variacao', 'nome')) })),
  }
}

/** 0 stands for none. */
export function idOrNone(value: Json): string | null {
  const id = textOf(value)
  return id === '0' ? null : id
}
