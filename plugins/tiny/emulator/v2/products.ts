import { type EmulatorAnswer, type Fields, fieldsOf, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { record } from '../books/order-book.ts'
import { defaultDeposit, stockChanged } from '../books/stock-book.ts'
import { brDateTime, instantOf } from '../dates.ts'
import { newId } from '../erp.ts'
import type { Account, Product } from '../erp.types.ts'
import { emptyProduct } from '../seed-account.ts'
import { readBatch } from './batch.ts'
import { failed, type Outcome, outcomes, paged, succeeded } from './envelope.ts'
import type { Call, Operation } from './operations.ts'
import { productRow, viewProduct } from './product-view.ts'

export const productOperations: Readonly<Record<string, Operation>> = {
  'produtos.pesquisa': ({ account, fields }) => {
    const since = fields.get('dataCriacao')
    const text = fields.get('pesquisa')
    if (text === null) return failed(fields, 10, 'Parâmetro pesquisa não informado')
    const rows = [...account.products.values()].filter(
      (one) =>
        (one.sku === text || one.name.toLowerCase().includes(text.toLowerCase())) &&
        (fields.get('gtin') === null || one.gtin === fields.get('gtin')) &&
        (fields.get('situacao') === null || one.situation === fields.get('situacao')) &&
        (since === null || one.createdAt >= instantOf(since)),
    )
    return paged(fields, rows, ['produtos', 'produto'], (one) => productRow(account, one))
  },
  'produto.obter': (call) => withProduct(call, (product) => succeeded(call.fields, { produto: viewProduct(call.account, product) })),
  'produto.obter.estrutura': (call) =>
    withProduct(call, (product) => succeeded(call.fields, { produto: { id: product.id, estrutura: [] } })),
  'produto.obter.tags': (call) => withProduct(call, () => succeeded(call.fields, { tags: [] })),
  'produto.incluir': (call) => write(call, createProduct),
  'produto.alterar': (call) => write(call, changeProduct),
  'produto.atualizar.precos': (call) => write(call, changeProduct),
  'lista.atualizacoes.produtos': ({ account, fields }) => {
    const since = instantOf(fields.get('dataAlteracao') ?? '')
    if (Number.isNaN(since)) return failed(fields, 10, 'Parâmetro dataAlteracao não informado')
    const rows = [...account.products.values()].filter((one) => one.updatedAt >= since)
    return paged(fields, rows, ['produtos', 'produto'], (one) => ({
      id: String(one.id),
      codigo: one.sku,
      nome: one.name,
      unidade: one.unit,
      preco: one.price.toFixed(2),
      data_alteracao: brDateTime(one.updatedAt),
    }))
  },
}

export function withProduct({ account, fields }: Call, answer: (product: Product) => EmulatorAnswer): EmulatorAnswer {
  const id = fields.get('id')
  if (id === null) return failed(fields, 10, 'Parâmetro id não informado')
  const product = account.products.get(Number(id))
  return product === undefined ? failed(fields, 32, 'Produto não encontrado') : answer(product)
}

function write(call: Call, one: (call: Call, sequence: string, body: Fields) => Outcome): EmulatorAnswer {
  const batch = readBatch(call.fields, 'produto', 'produtos')
  if (!Array.isArray(batch)) return batch
  return outcomes(
    call.fields,
    batch.map((body) => one(call, textOf(body['sequencia']) ?? '1', body)),
    'list',
  )
}

function createProduct({ erp, account, requestId }: Call, sequence: string, body: Fields): Outcome {
  const texts = REQUIRED.filter(([name]) => textOf(body[name]) === undefined).map(([, label]) => `${label} deve ser informado`)
  if (texts.length > 0) return { sequence, error: { code: 31, texts } }
  const sku = textOf(body['codigo']) ?? ''
  if (sku !== '' && [...account.products.values()].some((known) => known.sku === sku))
    return { sequence, error: { code: 30, texts: ['Registro em duplicidade - já existe um produto com este código (SKU)'] } }
  const product = { ...emptyProduct(newId(account), erp.world.clock.now()), sku }
  account.products.set(product.id, product)
  readBody(product, body)
  for (const one of listOf(body['variacoes']).map((entry) => fieldsOf(fieldsOf(entry)['variacao']))) addVariation(account, product, one)
  const initial = numberOf(body['estoque_atual'])
  if (initial !== undefined) {
    product.stock.set(defaultDeposit(account).id, initial)
    stockChanged(erp, account, product)
  }
  record(erp, account, 'product.created', { id: product.id, key: sku || null, requestId }, { nome: product.name })
  return { sequence, id: product.id }
}

const REQUIRED = [
  ['nome', 'O nome do produto'],
  ['unidade', 'A unidade'],
  ['preco', 'O preço'],
  ['origem', 'A origem'],
  ['situacao', 'A situação'],
  ['tipo', 'O tipo'],
] as const

function changeProduct({ erp, account, requestId }: Call, sequence: string, body: Fields): Outcome {
  const id = numberOf(body['id'])
  const sku = textOf(body['codigo'])
  const product =
    id === undefined ? [...account.products.values()].find((one) => sku !== undefined && one.sku === sku) : account.products.get(id)
  if (product === undefined) return { sequence, error: { code: 32, texts: ['Produto não encontrado'] } }
  readBody(product, body)
  // A parent that is changed without its variations loses them.
  if (product.productClass === 'V' && body['nome'] !== undefined) replaceVariations(account, product, body)
  product.updatedAt = erp.world.clock.now()
  record(erp, account, 'product.updated', { id: product.id, key: String(product.id), requestId }, body)
  return { sequence, id: product.id }
}

function replaceVariations(account: Account, parent: Product, body: Fields): void {
  const kept = listOf(body['variacoes']).map((entry) => textOf(fieldsOf(fieldsOf(entry)['variacao'])['codigo']))
  for (const child of account.products.values()) if (child.parentId === parent.id && !kept.includes(child.sku)) child.situation = 'E'
}

function addVariation(account: Account, parent: Product, body: Fields): void {
  const grade = Object.fromEntries(Object.entries(fieldsOf(body['grade'])).map(([name, value]) => [name, String(value)]))
  const child: Product = {
    ...emptyProduct(newId(account), parent.createdAt),
    name: parent.name,
    unit: parent.unit,
    parentId: parent.id,
    grade,
  }
  child.sku = textOf(body['codigo']) ?? ''
  child.price = numberOf(body['preco']) ?? parent.price
  parent.productClass = 'V'
  account.products.set(child.id, child)
}

function readBody(product: Product, body: Fields): void {
  product.name = textOf(body['nome']) ?? product.name
  product.sku = textOf(body['codigo']) ?? product.sku
  product.unit = textOf(body['unidade']) ?? product.unit
  product.price = numberOf(body['preco']) ?? product.price
  product.promotionalPrice = numberOf(body['preco_promocional']) ?? product.promotionalPrice
  product.costPrice = numberOf(body['preco_custo']) ?? product.costPrice
  product.situation = textOf(body['situacao']) ?? product.situation
  product.kind = textOf(body['tipo']) ?? product.kind
  product.origin = textOf(body['origem']) ?? product.origin
  product.gtin = textOf(body['gtin']) ?? product.gtin
  product.ncm = textOf(body['ncm']) ?? product.ncm
  product.brand = textOf(body['marca']) ?? product.brand
  product.description = textOf(body['descricao_complementar']) ?? product.description
  product.netWeight = numberOf(body['peso_liquido']) ?? product.netWeight
  product.grossWeight = numberOf(body['peso_bruto']) ?? product.grossWeight
}
