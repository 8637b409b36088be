import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  fieldsOf,
  json,
  listOf,
  numberOf,
  textOf,
} from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company, Product } from '../erp.types.ts'
import { emptyBody, notFound } from '../errors.ts'
import { authorized } from '../oauth/grants.ts'
import { tellProduct } from '../webhooks/events.ts'
import { listProducts } from './product-search.ts'
import { viewProduct } from './product-view.ts'
import { createProduct, patchProduct, replaceProduct } from './product-writes.ts'

const PRODUCTS = '/Api/v3/produtos'

export function productRoutes(erp: Erp): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path: `${PRODUCTS}${path}`,
    answer: authorized(erp, 'products', answer),
  })
  const one = (method: string, path: string, answer: (product: Product, request: EmulatorRequest, company: Company) => EmulatorAnswer) =>
    route(method, path, (request, company) => {
      const product = company.products.get(Number(request.params['id']))
      return product ? answer(product, request, company) : notFound()
    })
  return [
    route('GET', '', (request, company) => listProducts(erp, request, company)),
    route('POST', '', (request, company) => createProduct(erp, request, company)),
    route('POST', '/situacoes', (request, company) => changeMany(erp, request, company)),
    one('GET', '/variacoes/:id', (product, _request, company) => json(200, { data: viewProduct(erp, company, product) })),
    one('GET', '/:id', (product, _request, company) => json(200, { data: viewProduct(erp, company, product) })),
    one('PUT', '/:id', (product, request, company) => replaceProduct(erp, product, request, company)),
    one('PATCH', '/:id', (product, request, company) => patchProduct(erp, product, request, company)),
    one('DELETE', '/:id', (product, _request, company) => deleteProduct(erp, product, company)),
    one('PATCH', '/:id/situacoes', (product, request, company) => {
      const status = textOf(fieldsOf(request.json)['situacao'])
      if (status === undefined) return emptyBody()
      changeStatus(erp, company, product, status)
      return empty(204)
    }),
  ]
}

/** "Excluído" is a status like any other: the event is `updated`. */
function changeStatus(erp: Erp, company: Company, product: Product, status: string): void {
  product.body = { ...product.body, situacao: status }
  product.updatedAt = erp.world.clock.now()
  tellProduct(erp, company, product, 'updated')
}

function changeMany(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const { idsProdutos, situacao } = fieldsOf(request.json)
  const status = textOf(situacao)
  if (status === undefined) return emptyBody()
  const alertas = listOf(idsProdutos).flatMap((value) => {
    const product = company.products.get(numberOf(value) ?? 0)
    if (!product)
      return [{ id: numberOf(value), error: { type: 'RESOURCE_NOT_FOUND', message: 'Recurso não encontrado', description: '' } }]
    changeStatus(erp, company, product, status)
    return []
  })
  return alertas.length === 0 ? empty(204) : json(200, { data: { alertas } })
}

function deleteProduct(erp: Erp, product: Product, company: Company): EmulatorAnswer {
  company.products.delete(product.id)
  tellProduct(erp, company, product, 'deleted')
  return empty(204)
}
