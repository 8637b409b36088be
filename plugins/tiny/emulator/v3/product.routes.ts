import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  type Fields,
  fieldsOf,
  json,
  listOf,
  numberOf,
  textOf,
} from '@tomada/sdk/emulator'
import { record } from '../books/order-book.ts'
import { instantOf, isoDateTime } from '../dates.ts'
import { type Erp, newId } from '../erp.ts'
import type { Account, Product } from '../erp.types.ts'
import { emptyProduct } from '../seed-account.ts'
import { invalid, notFound, page } from './answers.ts'
import { pricesOf, viewProduct } from './product-view.ts'
import { v3Route } from './signed-in.ts'

export function productRoutes(erp: Erp): EmulatorRoute[] {
  const one = (method: string, path: string, answer: (product: Product, request: EmulatorRequest, account: Account) => EmulatorAnswer) =>
    v3Route(erp, method, path, (request, account) => {
      const product = account.products.get(Number(request.params['id']))
      return product === undefined ? notFound() : answer(product, request, account)
    })
  return [
    v3Route(erp, 'GET', '/produtos', listProducts),
    v3Route(erp, 'POST', '/produtos', (request, account) => createProduct(erp, request, account)),
    one('GET', '/produtos/:id', (product, _request, account) => json(200, viewProduct(account, product))),
    one('PUT', '/produtos/:id', (product, request, account) => changeProduct(erp, product, request, account)),
    one('PUT', '/produtos/:id/preco', (product, request, account) => {
      const body = fieldsOf(request.json)
      product.price = numberOf(body['preco']) ?? product.price
      product.promotionalPrice = numberOf(body['precoPromocional']) ?? product.promotionalPrice
      changed(erp, account, product, request, { preco: product.price })
      return empty(204)
    }),
    one('GET', '/produtos/:id/custos', (product, request) =>
      page(request, [product], (row) => ({
        data: isoDateTime(row.createdAt).slice(0, 10),
        custoMedio: row.costPrice,
        precoCusto: row.costPrice,
      })),
    ),
    one('GET', '/produtos/:id/kit', (product, _request, account) =>
      json(
        200,
        product.kit.map((part) => ({
          produto: { id: part.productId, sku: account.products.get(part.productId)?.sku },
          quantidade: part.quantity,
        })),
      ),
    ),
    one('GET', '/produtos/:id/tags', () => json(200, [])),
  ]
}

function listProducts(request: EmulatorRequest, account: Account): EmulatorAnswer {
  const { query } = request
  const wanted = (name: string, value: string) => query.get(name) === null || query.get(name) === value
  const since = query.get('dataAlteracao')
  const from = since === null ? 0 : instantOf(since)
  if (Number.isNaN(from)) return invalid('dataAlteracao', 'Data inválida')
  const name = (query.get('nome') ?? '').toLowerCase()
  const rows = [...account.products.values()].filter(
    (one) =>
      wanted('codigo', one.sku) &&
      wanted('gtin', one.gtin) &&
      wanted('situacao', one.situation) &&
      one.updatedAt >= from &&
      one.name.toLowerCase().includes(name),
  )
  return page(request, rows, (one) => ({
    id: one.id,
    sku: one.sku,
    descricao: one.name,
    tipo: one.productClass,
    situacao: one.situation,
    dataCriacao: isoDateTime(one.createdAt),
    dataAlteracao: isoDateTime(one.updatedAt),
    unidade: one.unit,
    gtin: one.gtin,
    precos: pricesOf(one),
  }))
}

function createProduct(erp: Erp, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (textOf(body['descricao']) === undefined) return invalid('descricao', 'Este valor não deveria ser vazio.')
  const sku = textOf(body['sku']) ?? ''
  if (sku !== '' && [...account.products.values()].some((one) => one.sku === sku)) return invalid('sku', 'O código (SKU) já está em uso')
  const now = erp.world.clock.now()
  const product = { ...emptyProduct(newId(account), now), sku }
  account.products.set(product.id, product)
  write(product, body)
  for (const one of listOf(body['variacoes']).map(fieldsOf)) addVariation(erp, account, product, one)
  record(erp, account, 'product.created', { id: product.id, key: sku || null, requestId: request.id }, { nome: product.name })
  return json(201, { id: product.id, codigo: sku, descricao: product.name })
}

export function addVariation(erp: Erp, account: Account, parent: Product, body: Fields): Product {
  const child: Product = {
    ...emptyProduct(newId(account), erp.world.clock.now()),
    name: parent.name,
    unit: parent.unit,
    parentId: parent.id,
  }
  child.sku = textOf(body['sku']) ?? ''
  child.grade = Object.fromEntries(
    listOf(body['grade']).map((pair) => [textOf(fieldsOf(pair)['chave']) ?? '', textOf(fieldsOf(pair)['valor']) ?? '']),
  )
  child.price = numberOf(fieldsOf(body['precos'])['preco']) ?? parent.price
  parent.productClass = 'V'
  account.products.set(child.id, child)
  return child
}

function changeProduct(erp: Erp, product: Product, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const body = fieldsOf(request.json)
  write(product, body)
  changed(erp, account, product, request, body)
  return empty(204)
}

export function changed(erp: Erp, account: Account, product: Product, request: EmulatorRequest, details: unknown): void {
  product.updatedAt = erp.world.clock.now()
  record(erp, account, 'product.updated', { id: product.id, key: String(product.id), requestId: request.id }, details)
}

/** What is not sent stays. */
export function write(product: Product, body: Fields): void {
  const prices = fieldsOf(body['precos'])
  const sizes = fieldsOf(body['dimensoes'])
  product.name = textOf(body['descricao']) ?? product.name
  product.sku = textOf(body['sku']) ?? product.sku
  product.unit = textOf(body['unidade']) ?? product.unit
  product.situation = textOf(body['situacao']) ?? product.situation
  product.productClass = textOf(body['tipo']) ?? product.productClass
  product.ncm = textOf(body['ncm']) ?? product.ncm
  product.gtin = textOf(body['gtin']) ?? product.gtin
  product.description = textOf(body['descricaoComplementar']) ?? product.description
  product.price = numberOf(prices['preco']) ?? product.price
  product.promotionalPrice = numberOf(prices['precoPromocional']) ?? product.promotionalPrice
  product.costPrice = numberOf(prices['precoCusto']) ?? product.costPrice
  product.netWeight = numberOf(sizes['pesoLiquido']) ?? product.netWeight
  product.grossWeight = numberOf(sizes['pesoBruto']) ?? product.grossWeight
}
