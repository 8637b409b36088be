import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  type Fields,
  fieldsOf,
  json,
  textOf,
} from '@tomada/sdk/emulator'
import { record } from '../books/order-book.ts'
import { instantOf, isoDateTime } from '../dates.ts'
import { type Erp, newId } from '../erp.ts'
import type { Account, Address, Contact } from '../erp.types.ts'
import { digits, masked } from '../masked.ts'
import { emptyContact } from '../seed-account.ts'
import { invalid, notFound, page } from './answers.ts'
import { v3Route } from './signed-in.ts'

export function contactRoutes(erp: Erp): EmulatorRoute[] {
  return [
    v3Route(erp, 'GET', '/contatos', listContacts),
    v3Route(erp, 'POST', '/contatos', (request, account) => createContact(erp, request, account)),
    // Before `:id`.
    v3Route(erp, 'GET', '/contatos/tipos', (request) => page(request, [{ id: 1, nome: 'Cliente' }], (row) => row)),
    v3Route(erp, 'GET', '/contatos/:id', (request, account) => {
      const contact = account.contacts.get(Number(request.params['id']))
      return contact === undefined ? notFound() : json(200, viewContact(contact))
    }),
    v3Route(erp, 'PUT', '/contatos/:id', (request, account) => {
      const contact = account.contacts.get(Number(request.params['id']))
      if (contact === undefined) return notFound()
      const body = fieldsOf(request.json)
      write(contact, body)
      contact.updatedAt = erp.world.clock.now()
      record(erp, account, 'contact.updated', { id: contact.id, key: String(contact.id), requestId: request.id }, body)
      return empty(204)
    }),
  ]
}

function listContacts(request: EmulatorRequest, account: Account): EmulatorAnswer {
  const { query } = request
  const document = digits(query.get('cpfCnpj') ?? '')
  const name = (query.get('nome') ?? '').toLowerCase()
  const since = query.get('dataAtualizacao')
  const rows = [...account.contacts.values()].filter(
    (one) =>
      (document === '' || one.document === document) &&
      (query.get('codigo') === null || one.code === query.get('codigo')) &&
      (query.get('situacao') === null || one.situation === query.get('situacao')) &&
      one.name.toLowerCase().includes(name) &&
      (since === null || one.updatedAt >= instantOf(since)),
  )
  return page(request, rows, (one) => viewContact(one))
}

function createContact(erp: Erp, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (textOf(body['nome']) === undefined) return invalid('nome', 'Este valor não deveria ser vazio.')
  const document = digits(textOf(body['cpfCnpj']) ?? '')
  if (document !== '' && [...account.contacts.values()].some((one) => one.document === document))
    return invalid('cpfCnpj', 'Já existe um contato com este CPF/CNPJ')
  const contact = emptyContact(newId(account), erp.world.clock.now())
  account.contacts.set(contact.id, contact)
  write(contact, body)
  record(erp, account, 'contact.created', { id: contact.id, key: document || null, requestId: request.id }, { nome: contact.name })
  return json(201, { id: contact.id })
}

function write(contact: Contact, body: Fields): void {
  contact.name = textOf(body['nome']) ?? contact.name
  contact.code = textOf(body['codigo']) ?? contact.code
  contact.tradeName = textOf(body['fantasia']) ?? contact.tradeName
  contact.kind = textOf(body['tipoPessoa']) ?? contact.kind
  contact.document = digits(textOf(body['cpfCnpj']) ?? contact.document)
  contact.stateRegistration = textOf(body['inscricaoEstadual']) ?? contact.stateRegistration
  contact.email = textOf(body['email']) ?? contact.email
  contact.phone = textOf(body['telefone']) ?? contact.phone
  contact.mobile = textOf(body['celular']) ?? contact.mobile
  contact.situation = textOf(body['situacao']) ?? contact.situation
  const place = fieldsOf(body['endereco'])
  contact.address = {
    street: textOf(place['endereco']) ?? contact.address.street,
    number: textOf(place['numero']) ?? contact.address.number,
    complement: textOf(place['complemento']) ?? contact.address.complement,
    district: textOf(place['bairro']) ?? contact.address.district,
    zipCode: textOf(place['cep']) ?? contact.address.zipCode,
    city: textOf(place['municipio']) ?? contact.address.city,
    state: textOf(place['uf']) ?? contact.address.state,
  }
}

export function viewAddress(address: Address) {
  const { street, number, complement, district, zipCode, city, state } = address
  return { endereco: street, numero: number, complemento: complement, bairro: district, municipio: city, cep: zipCode, uf: state, pais: '' }
}

export function viewContact(contact: Contact) {
  return {
    id: contact.id,
    nome: contact.name,
    codigo: contact.code,
    fantasia: contact.tradeName,
    tipoPessoa: contact.kind,
    cpfCnpj: masked(contact.document),
    inscricaoEstadual: contact.stateRegistration,
    rg: '',
    telefone: contact.phone,
    celular: contact.mobile,
    email: contact.email,
    endereco: viewAddress(contact.address),
    situacao: contact.situation,
    vendedor: null,
    tipos: [{ id: 1, nome: 'Cliente' }],
    dataCriacao: isoDateTime(contact.createdAt),
    dataAtualizacao: isoDateTime(contact.updatedAt),
  }
}
