import { at, decimalOf, type Json, listOf, textOf } from '@tomada/sdk'
import { firstText, idOf, isoDate, requireId } from './values.ts'

/** A product in one shape, whichever generation it came from; `original` is what Tiny sent. */
export function toProduct(product: Json) {
  const prices = at(product, 'precos')
  return {
    id: requireId(product, at(product, 'id')),
    sku: firstText(at(product, 'sku'), at(product, 'codigo')),
    nome: firstText(at(product, 'nome'), at(product, 'descricao')),
    situacao: textOf(at(product, 'situacao')),
    tipo: firstText(at(product, 'classe_produto'), at(product, 'tipo')),
    tipoVariacao: textOf(at(product, 'tipoVariacao')),
    produtoPaiId: idOf(at(product, 'idProdutoPai')) ?? idOf(at(product, 'produtoPai', 'id')),
    unidade: textOf(at(product, 'unidade')),
    preco: decimalOf(at(product, 'preco')) ?? decimalOf(at(prices, 'preco')),
    precoPromocional: decimalOf(at(product, 'preco_promocional')) ?? decimalOf(at(prices, 'precoPromocional')),
    precoCusto: decimalOf(at(product, 'preco_custo')) ?? decimalOf(at(prices, 'precoCusto')),
    gtin: textOf(at(product, 'gtin')),
    ncm: textOf(at(product, 'ncm')),
    marca: firstText(at(product, 'marca'), at(product, 'marca', 'nome')),
    categoria: firstText(at(product, 'categoria'), at(product, 'categoria', 'caminhoCompleto')),
    descricao: firstText(at(product, 'descricao_complementar'), at(product, 'descricaoComplementar')),
    pesoLiquido: decimalOf(at(product, 'peso_liquido')) ?? decimalOf(at(product, 'dimensoes', 'pesoLiquido')),
    pesoBruto: decimalOf(at(product, 'peso_bruto')) ?? decimalOf(at(product, 'dimensoes', 'pesoBruto')),
    variacoes: listOf(at(product, 'variacoes')).map((entry) => toVariation(at(entry, 'variacao') ?? entry)),
    alteradoEm: isoDate(at(product, 'data_alteracao')) ?? isoDate(at(product, 'dataAlteracao')),
  }
}

export type Product = ReturnType<typeof toProduct>

function toVariation(variation: Json) {
  const grade = at(variation, 'grade')
  const pairs = Array.isArray(grade)
    ? grade.map((pair) => [textOf(at(pair, 'chave')), textOf(at(pair, 'valor'))])
    : Object.entries(typeof grade === 'object' && grade !== null ? grade : {}).map(([name, value]) => [name, textOf(value)])
  return {
    id: idOf(at(variation, 'id')),
    sku: firstText(at(variation, 'sku'), at(variation, 'codigo')),
    preco: decimalOf(at(variation, 'preco')) ?? decimalOf(at(variation, 'precos', 'preco')),
    grade: pairs.map(([name, value]) => `${name}: ${value}`).join(', '),
  }
}
