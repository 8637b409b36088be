import { makeCnpj, makeCompany, makePerson, type Random, SHOP_CATALOGUE } from '@tomada/sdk/emulator'
import { DEFAULT_DEPOSIT_ID, DEPOSITS } from './account-settings.ts'
import type { Company, Contact, Product, Status } from './erp.types.ts'

const DAY_MS = 86_400_000
// Old enough that "last included" searches no longer show them.
const OLD_MS = 400 * DAY_MS

export function seedCompany(random: Random, nowMs: number, who: { login: string; name: string }): Company {
  const contacts = Array.from({ length: 6 }, (_, index) => seedContact(random, nowMs, index % 3 === 0))
  const products = SHOP_CATALOGUE.map((item) => seedProduct(random, nowMs, item))
  return {
    id: random.hex(32),
    login: who.login,
    name: who.name,
    cnpj: makeCnpj(random),
    email: `financeiro@${who.login.replace('.', '')}.exemplo.com.br`,
    isActive: true,
    mayAuthorize: true,
    contractedAt: nowMs - 2 * OLD_MS,
    contacts: new Map(contacts.map((contact) => [contact.id, contact])),
    orders: new Map(),
    products: new Map(products.map((product) => [product.id, product])),
    invoices: new Map(),
    deposits: DEPOSITS.map((deposit) => ({ ...deposit })),
    movements: new Map(),
    statuses: seedStatuses(random),
    revision: 0,
    reserved: { revision: -1, byProduct: new Map() },
    // A cancelled order cannot become fulfilled.
    refusedTransitions: [{ from: 12, to: 9 }],
    rejectsInvoices: false,
    lastOrderNumber: random.between(900, 4000),
    recent: [],
    day: { date: '', count: 0 },
  }
}

/** Built-in statuses of every account, and one of this account's own. */
function seedStatuses(random: Random): Status[] {
  return [
    { id: 6, name: 'Em aberto', inheritedId: 0, value: 0, color: '#E9DC40' },
    { id: 9, name: 'Atendido', inheritedId: 0, value: 1, color: '#3FB57A' },
    { id: 12, name: 'Cancelado', inheritedId: 0, value: 2, color: '#CBCBCB' },
    { id: 15, name: 'Em andamento', inheritedId: 0, value: 3, color: '#0065F9' },
    { id: Number(random.digits(6)), name: 'Aguardando separação', inheritedId: 15, value: 3, color: '#B89CE0' },
  ]
}

function seedContact(random: Random, nowMs: number, isCompany: boolean): Contact {
  const person = makePerson(random)
  const company = isCompany ? makeCompany(random) : null
  const createdAt = nowMs - OLD_MS - random.between(0, 300) * DAY_MS
  return {
    id: Number(random.digits(11)),
    createdAt,
    updatedAt: createdAt,
    body: {
      nome: company?.legalName ?? `${person.firstName} ${person.lastName}`,
      codigo: '',
      situacao: 'A',
      numeroDocumento: company?.cnpj ?? person.cpf,
      telefone: '',
      celular: person.phone,
      fantasia: company?.tradeName ?? '',
      tipo: company ? 'J' : 'F',
      indicadorIe: company ? 1 : 9,
      ie: company?.stateRegistration ?? '',
      email: company?.email ?? person.email,
    },
  }
}

function seedProduct(random: Random, nowMs: number, item: (typeof SHOP_CATALOGUE)[number]): Product {
  const createdAt = nowMs - OLD_MS - random.between(0, 300) * DAY_MS
  return {
    id: Number(random.digits(11)),
    parentId: null,
    createdAt,
    updatedAt: createdAt,
    stock: new Map([[DEFAULT_DEPOSIT_ID, random.between(20, 300)]]),
    body: {
      nome: item.title,
      codigo: item.sku,
      preco: item.priceCents / 100,
      tipo: 'P',
      situacao: 'A',
      formato: 'S',
      unidade: 'UN',
      descricaoCurta: '',
      gtin: `789${random.digits(10)}`,
      tributacao: { origem: 0, ncm: item.ncm },
    },
  }
}
