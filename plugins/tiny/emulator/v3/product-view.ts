import { balanceOf } from '../books/balances.ts'
import { isoDateTime } from '../dates.ts'
import type { Account, Product } from '../erp.types.ts'

export function pricesOf(product: Product) {
  const { price, promotionalPrice, costPrice } = product
  return { preco: price, precoPromocional: promotionalPrice, precoCusto: costPrice, precoCustoMedio: costPrice }
}

export function viewProduct(account: Account, product: Product) {
  const parent = product.parentId === null ? null : account.products.get(product.parentId)
  const variations = [...account.products.values()].filter((one) => one.parentId === product.id)
  return {
    id: product.id,
    sku: product.sku,
    descricao: product.name,
    descricaoComplementar: product.description,
    tipo: product.productClass,
    situacao: product.situation,
    produtoPai: parent ? { id: parent.id, sku: parent.sku, descricao: parent.name } : null,
    tipoVariacao: parent ? 'V' : variations.length > 0 ? 'P' : 'N',
    unidade: product.unit,
    unidadePorCaixa: '1',
    ncm: product.ncm,
    gtin: product.gtin,
    origem: product.origin,
    garantia: '',
    observacoes: '',
    categoria: product.category === '' ? null : { id: 1, nome: product.category, caminhoCompleto: product.category },
    marca: product.brand === '' ? null : { id: 1, nome: product.brand },
    dimensoes: {
      embalagem: { id: 0, tipo: 2 },
      largura: 0,
      altura: 0,
      comprimento: 0,
      diametro: 0,
      pesoLiquido: product.netWeight,
      pesoBruto: product.grossWeight,
    },
    precos: pricesOf(product),
    estoque: {
      controlar: true,
      sobEncomenda: false,
      diasPreparacao: 0,
      localizacao: '',
      minimo: 0,
      maximo: 0,
      quantidade: balanceOf(account, product),
    },
    fornecedores: [],
    seo: { titulo: '', descricao: '', keywords: [], linkVideo: '', slug: '' },
    tributacao: {},
    anexos: [],
    variacoes: variations.map((one) => ({
      id: one.id,
      descricao: one.name,
      sku: one.sku,
      gtin: one.gtin,
      precos: pricesOf(one),
      estoque: { quantidade: balanceOf(account, one) },
      grade: Object.entries(one.grade).map(([chave, valor]) => ({ chave, valor })),
    })),
    kit: product.kit.map((part) => ({ produto: { id: part.productId }, quantidade: part.quantity })),
    producao: null,
    dataCriacao: isoDateTime(product.createdAt),
    dataAlteracao: isoDateTime(product.updatedAt),
  }
}
