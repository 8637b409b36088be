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
import { emptyBody, notFound, validationFailure } from '../errors.ts'
import { bracketed } from '../listing.ts'
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
    route('DELETE', '', (request, company) => deleteMany(erp, request, company)),
    route('POST', '/variacoes/atributos/gerar-combinacoes', (request) => combine(request)),
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

/** Only what was marked as excluded can be deleted for good; from memory, as the sheet says. */
function deleteProduct(erp: Erp, product: Product, company: Company): EmulatorAnswer {
  if (product.body['situacao'] !== 'E') {
    return validationFailure('Não foi possível excluir o produto', 'Ocorreu um erro ao validar os dados recebidos.', [
      { code: 6, msg: 'Somente produtos com situação "Excluído" podem ser removidos', element: 'situacao', namespace: 'PRODUTOS' },
    ])
  }
  company.products.delete(product.id)
  tellProduct(erp, company, product, 'deleted')
  return empty(204)
}

function deleteMany(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const alertas = (bracketed(request.query, 'idsProdutos') ?? []).flatMap((id) => {
    const product = company.products.get(Number(id))
    const answer = product ? deleteProduct(erp, product, company) : notFound()
    return answer.status === 204 ? [] : [{ id: Number(id), ...fieldsOf(answer.json) }]
  })
  return alertas.length === 0 ? empty(204) : json(200, { data: { alertas } })
}

/** Every combination of the attributes: `Tamanho:G;Cor:Verde`. */
function combine(request: EmulatorRequest): EmulatorAnswer {
  const attributes = listOf(fieldsOf(request.json)['atributos']).map(fieldsOf)
  if (attributes.length === 0) return emptyBody()
  const names = attributes.reduce<string[]>(
    (before, { nome, opcoes }) =>
      before.flatMap((name) => listOf(opcoes).map((option) => `${name}${name === '' ? '' : ';'}${textOf(nome)}:${textOf(option)}`)),
    [''],
  )
  return json(200, { data: { variacoes: names.map((nome, index) => ({ nome, variacao: { nome, ordem: index + 1 } })) } })
}
