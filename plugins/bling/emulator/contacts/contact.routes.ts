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
import { type Erp, newId } from '../erp.ts'
import type { Company, Contact } from '../erp.types.ts'
import { emptyBody, notFound } from '../errors.ts'
import { authorized } from '../oauth/grants.ts'
import { checkContact, documentOf } from './contact-rules.ts'
import { listContacts } from './contact-search.ts'

const CONTACTS = '/Api/v3/contatos'

const CONTACT_TYPES = [
  { id: 14573, descricao: 'Cliente' },
  { id: 14574, descricao: 'Fornecedor' },
]

export function contactRoutes(erp: Erp): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path: `${CONTACTS}${path}`,
    answer: authorized(erp, 'contacts', answer),
  })
  const one = (answer: (contact: Contact, request: EmulatorRequest, company: Company) => EmulatorAnswer) => {
    return (request: EmulatorRequest, company: Company) => {
      const contact = company.contacts.get(Number(request.params['id']))
      return contact ? answer(contact, request, company) : notFound()
    }
  }
  return [
    route('GET', '', (request, company) => listContacts(erp, request, company)),
    route('POST', '', (request, company) => createContact(erp, request, company)),
    route('GET', '/consumidor-final', (_request, company) => json(200, { data: defaultConsumer(erp, company) })),
    route('GET', '/tipos', () => json(200, { data: CONTACT_TYPES })),
    route(
      'GET',
      '/:id/tipos',
      // Whoever buys is a customer; suppliers are not told apart here.
      one(() => json(200, { data: CONTACT_TYPES.slice(0, 1) })),
    ),
    route('POST', '/situacoes', (request, company) => changeMany(erp, request, company)),
    route(
      'GET',
      '/:id',
      one((contact) => json(200, { data: viewContact(contact) })),
    ),
    route(
      'PUT',
      '/:id',
      one((contact, request, company) => replaceContact(erp, contact, request, company)),
    ),
    route(
      'DELETE',
      '/:id',
      one((contact, request, company) => deleteContact(erp, contact, request, company)),
    ),
    route(
      'PATCH',
      '/:id/situacoes',
      one((contact, request) => changeStatus(erp, contact, request)),
    ),
  ]
}

function createContact(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  const refusal = checkContact(company, body, null)
  if (refusal) return refusal
  const contact = addContact(erp, company, body)
  record(erp, 'contact.created', contact, { request, company })
  return json(201, { data: { id: contact.id } })
}

/** PUT replaces everything: what is not sent is gone. */
function replaceContact(erp: Erp, contact: Contact, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  const refusal = checkContact(company, body, contact)
  if (refusal) return refusal
  contact.body = body
  contact.updatedAt = erp.world.clock.now()
  record(erp, 'contact.replaced', contact, { request, company })
  return empty(204)
}

function deleteContact(erp: Erp, contact: Contact, request: EmulatorRequest, company: Company): EmulatorAnswer {
  company.contacts.delete(contact.id)
  record(erp, 'contact.deleted', contact, { request, company })
  return empty(204)
}

function changeStatus(erp: Erp, contact: Contact, request: EmulatorRequest): EmulatorAnswer {
  const situacao = textOf(fieldsOf(request.json)['situacao'])
  if (situacao === undefined) return emptyBody()
  contact.body = { ...contact.body, situacao }
  contact.updatedAt = erp.world.clock.now()
  return empty(204)
}

/** All well: 204. Some not found: 200 with one alert for each. */
function changeMany(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const { idsContatos, situacao } = fieldsOf(request.json)
  const alertas = listOf(idsContatos).flatMap((value) => {
    const contact = company.contacts.get(numberOf(value) ?? 0)
    if (!contact)
      return [{ id: numberOf(value), error: { type: 'RESOURCE_NOT_FOUND', message: 'Recurso não encontrado', description: '' } }]
    contact.body = { ...contact.body, situacao }
    contact.updatedAt = erp.world.clock.now()
    return []
  })
  return alertas.length === 0 ? empty(204) : json(200, { data: { alertas } })
}

function addContact(erp: Erp, company: Company, body: Fields): Contact {
  const now = erp.world.clock.now()
  const contact: Contact = { id: newId(erp), body, createdAt: now, updatedAt: now }
  company.contacts.set(contact.id, contact)
  return contact
}

/** Every account has one contact for sales without a named buyer; made when first asked for. */
function defaultConsumer(erp: Erp, company: Company): unknown {
  const known = [...company.contacts.values()].find((contact) => contact.body['nome'] === 'Consumidor Final')
  const contact = known ?? addContact(erp, company, { nome: 'Consumidor Final', situacao: 'A', tipo: 'F', numeroDocumento: '' })
  return viewContact(contact)
}

function viewContact(contact: Contact): Record<string, unknown> {
  const blank = { codigo: '', numeroDocumento: '', telefone: '', celular: '', fantasia: '', ie: '', rg: '', email: '', indicadorIe: 9 }
  return { id: contact.id, ...blank, ...contact.body }
}

function record(erp: Erp, kind: string, contact: Contact, by: { request: EmulatorRequest; company: Company }): void {
  erp.world.ledger.record({
    kind,
    key: documentOf(contact.body['numeroDocumento']) || null,
    id: String(contact.id),
    account: by.company.id,
    requestId: by.request.id,
    details: { nome: contact.body['nome'] },
  })
}
