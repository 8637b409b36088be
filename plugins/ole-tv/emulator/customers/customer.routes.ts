import type { EmulatorAnswer, EmulatorRoute } from '@tomada/sdk/emulator'
import { digitsIn, maskDocument } from '../formats.ts'
import { newId, type Partner, record } from '../partner.ts'
import type { Customer } from '../partner.types.ts'
import { type Call, endpoint } from '../sign-in.ts'
import { done, refused, TEXTS } from '../texts.ts'
import { isRefusal, readCustomer } from './customer-fields.ts'
import { viewDetails, viewRow } from './customer-view.ts'

/** Customers can be made and changed, never deleted. */
export function customerRoutes(partner: Partner): EmulatorRoute[] {
  const byDocument = (path: string, documentOf: (call: Call) => string) =>
    endpoint(partner, path, (call) => found(partner, findByDocument(partner, documentOf(call))))
  return [
    endpoint(partner, '/clientes/listar', () => done({ lista: [...partner.customers.values()].map(viewRow) })),
    byDocument('/clientes/buscacpfcnpj/:document', ({ param }) => param('document')),
    // The slash of a CNPJ that nobody encoded.
    byDocument('/clientes/buscacpfcnpj/:start/:end', ({ param }) => `${param('start')}/${param('end')}`),
    endpoint(partner, '/clientes/buscadados/:id', ({ param }) => readDetails(partner, param('id'))),
    endpoint(partner, '/clientes/inserir', (call) => insertCustomer(partner, call)),
    endpoint(partner, '/clientes/alterar/:id', (call) => changeCustomer(partner, call, call.param('id'))),
  ]
}

export function findByDocument(partner: Partner, text: string): Customer[] {
  const digits = digitsIn(text)
  if (partner.switches.requiresMaskedDocument && text !== maskDocument(digits)) return []
  return [...partner.customers.values()].filter((customer) => customer.document === digits)
}

export function found(partner: Partner, customers: readonly Customer[]): EmulatorAnswer {
  if (customers.length === 0 && partner.switches.emptyList === 'missing') return done({})
  return done({ lista: customers.map(viewRow) })
}

export function readDetails(partner: Partner, id: string): EmulatorAnswer {
  const customer = partner.customers.get(Number(id))
  return customer === undefined ? refused(partner.switches.errorStatus, TEXTS.noCustomer) : done({ dados: viewDetails(customer) })
}

export function insertCustomer(partner: Partner, { form, request }: Pick<Call, 'form' | 'request'>): EmulatorAnswer {
  const written = readCustomer(partner, form, null)
  if (isRefusal(written)) return refused(partner.switches.errorStatus, written)
  const customer: Customer = { ...written, id: newId(partner), createdAt: partner.world.clock.now() }
  partner.customers.set(customer.id, customer)
  record(partner, 'customer.created', { key: customer.document, id: String(customer.id), requestId: request.id })
  return done({ msg: TEXTS.customerMade, id: customer.id })
}

export function changeCustomer(partner: Partner, { form, request }: Pick<Call, 'form' | 'request'>, id: string): EmulatorAnswer {
  const before = partner.customers.get(Number(id))
  if (before === undefined) return refused(partner.switches.errorStatus, TEXTS.noCustomer)
  const written = readCustomer(partner, form, before)
  if (isRefusal(written)) return refused(partner.switches.errorStatus, written)
  partner.customers.set(before.id, { ...before, ...written })
  const details = Object.fromEntries(CHANGEABLE.filter((name) => form.has(name)).map((name) => [name, form.list(name).join(', ')]))
  record(partner, 'customer.changed', { key: before.document, id: String(before.id), requestId: request.id, details })
  return done({ msg: TEXTS.customerChanged })
}

/** What the ledger tells of a change: what was sent, besides what every change has to send. */
const CHANGEABLE = [
  'nome',
  'nome_fantasia',
  'data_nascimento',
  'endereco_cep',
  'endereco_logradouro',
  'endereco_numero',
  'endereco_bairro',
  'telefone_numero',
  'email',
  'dia_vencimento',
]
