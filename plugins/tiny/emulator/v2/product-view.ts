import { brDateTime } from '../dates.ts'
import type { Account, Product } from '../erp.types.ts'

function variationKind(account: Account, product: Product): 'N' | 'P' | 'V' {
  if (product.parentId !== null) return 'V'
  return [...account.products.values()].some((one) => one.parentId === product.id) ? 'P' : 'N'
}

/** A row: the id a number, amounts texts. */
export function productRow(account: Account, product: Product) {
  const { id, sku, name, unit, gtin, situation } = product
  return {
    id,
    codigo: sku,
    nome: name,
    preco: product.price.toFixed(2),
    preco_promocional: product.promotionalPrice.toFixed(2),
    preco_custo: product.costPrice.toFixed(2),
    preco_custo_medio: product.costPrice.toFixed(2),
    unidade: unit,
    gtin,
    tipoVariacao: variationKind(account, product),
    localizacao: '',
    situacao: situation,
    data_criacao: brDateTime(product.createdAt),
  }
}

/** The whole: the id a text, amounts numbers. */
export function viewProduct(account: Account, product: Product) {
  const variations = [...account.products.values()].filter((one) => one.parentId === product.id)
  return {
    id: String(product.id),
    codigo: product.sku,
    nome: product.name,
    unidade: product.unit,
    preco: product.price,
    preco_promocional: product.promotionalPrice,
    preco_custo: product.costPrice,
    preco_custo_medio: product.costPrice,
    ncm: product.ncm,
    origem: product.origin,
    gtin: product.gtin,
    gtin_embalagem: '',
    peso_liquido: product.netWeight,
    peso_bruto: product.grossWeight,
    tipoEmbalagem: '2',
    alturaEmbalagem: '0.00',
    larguraEmbalagem: '0.00',
    comprimentoEmbalagem: '0.00',
    diametroEmbalagem: '0.00',
    estoque_minimo: 0,
    estoque_maximo: 0,
    sob_encomenda: 'N',
    situacao: product.situation,
    tipo: product.kind,
    classe_produto: product.productClass,
    tipoVariacao: variationKind(account, product),
    idProdutoPai: product.parentId === null ? '0' : String(product.parentId),
    ...(product.parentId === null ? {} : { grade: product.grade }),
    variacoes: variations.map((one) => ({
      variacao: { id: String(one.id), codigo: one.sku, preco: one.price.toFixed(2), grade: one.grade, mapeamentos: [] },
    })),
    kit: product.kit.map((part) => ({ item: { id_produto: String(part.productId), quantidade: part.quantity } })),
    marca: product.brand,
    categoria: product.category,
    descricao_complementar: product.description,
    obs: '',
    garantia: '',
    anexos: [],
    imagens_externas: [],
    seo_title: '',
    seo_keywords: '',
    seo_description: '',
    link_video: '',
    slug: '',
    mapeamentos: product.mappings.map(({ id, sku }) => ({ mapeamento: { idEcommerce: account.shops[0]?.id, sku, idMapeamento: id } })),
  }
}
