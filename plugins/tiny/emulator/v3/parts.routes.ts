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
import { type Erp, newId } from '../erp.ts'
import type { Account, Contact, Product } from '../erp.types.ts'
import { invalid, notFound, page } from './answers.ts'
import { addVariation, changed, write } from './product.routes.ts'
import { v3Route } from './signed-in.ts'

interface Person {
  id: number
  body: Record<string, unknown>
}

/**
 * What hangs on products and contacts: kits, recipes, variations, people. Nothing here uses them; their verbs are known, and their
 * answers are those of the records that they hang on.
 */
export function partRoutes(erp: Erp): EmulatorRoute[] {
  return [...recipesOf(erp), ...variationsOf(erp), ...peopleOf(erp), ...brands(erp)]
}

type ProductAnswer = (product: Product, request: EmulatorRequest, account: Account) => EmulatorAnswer

function ofProduct(erp: Erp, method: string, path: string, answer: ProductAnswer): EmulatorRoute {
  return v3Route(erp, method, `/produtos/:id${path}`, (request, account) => {
    const product = account.products.get(Number(request.params['id']))
    return product === undefined ? notFound() : answer(product, request, account)
  })
}

function recipesOf(erp: Erp): EmulatorRoute[] {
  const recipes = new WeakMap<Product, unknown>()
  return [
    ofProduct(erp, 'PUT', '/kit', (product, request, account) => {
      const parts = listOf(request.json).map(fieldsOf)
      const kit = parts.map((part) => ({
        productId: numberOf(fieldsOf(part['produto'])['id']) ?? 0,
        quantity: numberOf(part['quantidade']) ?? 1,
      }))
      if (!kit.every(({ productId }) => account.products.has(productId))) return invalid('produto.id', 'Produto não encontrado')
      Object.assign(product, { kit, productClass: 'K' })
      changed(erp, account, product, request, { kit })
      return empty(204)
    }),
    ofProduct(erp, 'GET', '/fabricado', (product) => json(200, recipes.get(product) ?? { produtos: [], etapas: [] })),
    ofProduct(erp, 'PUT', '/fabricado', (product, request, account) => {
      recipes.set(product, request.json)
      product.productClass = 'F'
      changed(erp, account, product, request, request.json)
      return empty(204)
    }),
  ]
}

function variationsOf(erp: Erp): EmulatorRoute[] {
  const variation = (answer: ProductAnswer): ProductAnswer => {
    return (parent, request, account) => {
      const child = account.products.get(Number(request.params['idVariacao']))
      return child?.parentId === parent.id ? answer(child, request, account) : notFound()
    }
  }
  return [
    ofProduct(erp, 'POST', '/variacoes', (product, request, account) => {
      const child = addVariation(erp, account, product, fieldsOf(request.json))
      changed(erp, account, product, request, { variacao: child.id })
      return json(201, { id: child.id })
    }),
    ofProduct(
      erp,
      'PUT',
      '/variacoes/:idVariacao',
      variation((child, request, account) => {
        write(child, fieldsOf(request.json))
        changed(erp, account, child, request, request.json)
        return empty(204)
      }),
    ),
    ofProduct(
      erp,
      'DELETE',
      '/variacoes/:idVariacao',
      variation((child, request, account) => {
        account.products.delete(child.id)
        changed(erp, account, child, request, { excluido: true })
        return empty(204)
      }),
    ),
  ]
}

function peopleOf(erp: Erp): EmulatorRoute[] {
  const known = new WeakMap<Contact, Person[]>()
  const ofContact = (
    method: string,
    path: string,
    answer: (people: Person[], request: EmulatorRequest, account: Account) => EmulatorAnswer,
  ) =>
    v3Route(erp, method, `/contatos/:id/pessoas${path}`, (request, account) => {
      const contact = account.contacts.get(Number(request.params['id']))
      if (contact === undefined) return notFound()
      const people = known.get(contact) ?? []
      known.set(contact, people)
      return answer(people, request, account)
    })
  const view = ({ id, body }: Person) => ({ ...body, id })
  const found = (people: readonly Person[], { params }: EmulatorRequest) => people.find(({ id }) => id === Number(params['idPessoa']))
  return [
    ofContact('GET', '', (people, request) => page(request, people, view)),
    ofContact('POST', '', (people, request, account) => {
      const body = fieldsOf(request.json)
      if (textOf(body['nome']) === undefined) return invalid('nome', 'Este valor não deveria ser vazio.')
      const person = { id: newId(account), body: { ...body } }
      people.push(person)
      return json(201, { id: person.id })
    }),
    ofContact('GET', '/:idPessoa', (people, request) => {
      const person = found(people, request)
      return person === undefined ? notFound() : json(200, view(person))
    }),
    ofContact('PUT', '/:idPessoa', (people, request) => {
      const person = found(people, request)
      if (person === undefined) return notFound()
      Object.assign(person.body, fieldsOf(request.json))
      return empty(204)
    }),
  ]
}

function brands(erp: Erp): EmulatorRoute[] {
  const added = new WeakMap<Account, Array<{ id: number; descricao: string }>>()
  return [
    v3Route(erp, 'GET', '/marcas', (request, account) =>
      page(request, [{ id: 1, descricao: 'Sem marca' }, ...(added.get(account) ?? [])], (row) => row),
    ),
    v3Route(erp, 'POST', '/marcas', (request, account) => {
      const descricao = textOf(fieldsOf(request.json)['descricao'])
      if (descricao === undefined) return invalid('descricao', 'Este valor não deveria ser vazio.')
      const brand = { id: newId(account), descricao }
      added.set(account, [...(added.get(account) ?? []), brand])
      return json(201, { id: brand.id })
    }),
  ]
}
