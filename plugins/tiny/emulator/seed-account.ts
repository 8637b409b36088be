import { makeAddress, makeCnpj, makeCompany, makePerson, type Random, SHOP_CATALOGUE } from '@tomada/sdk/emulator'
import type { Account, Address, Contact, Plan, Product } from './erp.types.ts'

const DAY_MS = 86_400_000

export function seedAccount(random: Random, now: number, who: { login: string; name: string; plan: Plan }): Account {
  const account: Account = {
    ...who,
    cnpj: makeCnpj(random),
    email: `financeiro@${who.login.replace('.', '')}.exemplo.com.br`,
    token: random.hex(64),
    isBlocked: false,
    hasStockQueue: true,
    products: new Map(),
    contacts: new Map(),
    orders: new Map(),
    invoices: new Map(),
    deposits: [
      { id: 9001, name: 'Geral', ignored: false, isDefault: true },
      { id: 9002, name: 'Avarias', ignored: true, isDefault: false },
    ],
    shops: [{ id: 77, name: 'Loja própria' }],
    stockQueue: new Map(),
    lastOrderNumber: random.between(900, 4000),
    lastInvoiceNumber: random.between(100, 900),
    lastId: random.between(340_000_000, 360_000_000),
    calls: { v2: [], v2Batches: [], v3: [], v3Writes: [] },
  }
  for (const item of SHOP_CATALOGUE) addSeedProduct(account, random, now - random.between(200, 400) * DAY_MS, item)
  for (let index = 0; index < 6; index++) addSeedContact(account, random, now - random.between(200, 400) * DAY_MS)
  return account
}

export function addSeedProduct(
  account: Account,
  random: Random,
  at: number,
  item: { sku: string; title: string; priceCents: number; ncm: string },
): Product {
  account.lastId += 1
  const product: Product = {
    ...emptyProduct(account.lastId, at),
    sku: item.sku,
    name: item.title,
    price: item.priceCents / 100,
    costPrice: Math.round(item.priceCents * 0.6) / 100,
    ncm: item.ncm,
    gtin: `789${random.digits(10)}`,
    brand: 'Sem marca',
    stock: new Map([[9001, random.between(20, 300)]]),
  }
  account.products.set(product.id, product)
  return product
}

export function emptyProduct(id: number, at: number): Product {
  return {
    id,
    sku: '',
    name: '',
    unit: 'UN',
    price: 0,
    promotionalPrice: 0,
    costPrice: 0,
    situation: 'A',
    kind: 'P',
    productClass: 'S',
    gtin: '',
    ncm: '',
    origin: '0',
    netWeight: 0,
    grossWeight: 0,
    brand: '',
    category: '',
    description: '',
    parentId: null,
    grade: {},
    kit: [],
    mappings: [],
    createdAt: at,
    updatedAt: at,
    stock: new Map(),
  }
}

export function addSeedContact(account: Account, random: Random, at: number): Contact {
  account.lastId += 1
  const person = makePerson(random)
  const company = random.chance(0.3) ? makeCompany(random) : null
  const place = makeAddress(random)
  const contact: Contact = {
    ...emptyContact(account.lastId, at),
    code: String(account.lastId),
    name: company?.legalName ?? `${person.firstName} ${person.lastName}`,
    tradeName: company?.tradeName ?? '',
    kind: company === null ? 'F' : 'J',
    document: company?.cnpj ?? person.cpf,
    stateRegistration: company?.stateRegistration ?? '',
    email: company?.email ?? person.email,
    mobile: person.phone,
    address: {
      street: place.street,
      number: place.number,
      complement: place.complement,
      district: place.neighborhood,
      zipCode: place.zipCode,
      city: place.city,
      state: place.state,
    },
  }
  account.contacts.set(contact.id, contact)
  return contact
}

export function emptyContact(id: number, at: number): Contact {
  return {
    id,
    code: '',
    name: '',
    tradeName: '',
    kind: 'F',
    document: '',
    stateRegistration: '',
    email: '',
    phone: '',
    mobile: '',
    address: NOWHERE,
    situation: 'A',
    createdAt: at,
    updatedAt: at,
  }
}

const NOWHERE: Address = { street: '', number: '', complement: '', district: '', zipCode: '', city: '', state: '' }
