import { makeAddress, makeCnpj, makeCompany, makePerson, type Random, SHOP_CATALOGUE } from '@tomada/sdk/emulator'
import type { Company, Customer, Erp, Product } from './erp.types.ts'
import { balanceOf } from './stock/balances.ts'

const DAY_MS = 86_400_000
const PEOPLE = 8

/** A company with the shop's catalogue, two places for stock and a few customers typed in by hand. */
export function seedCompany(erp: Erp, name: string): Company {
  const random = erp.random.fork(name)
  const company: Company = {
    appKey: random.digits(13),
    appSecret: random.hex(32),
    id: erp.newId(),
    name,
    cnpj: makeCnpj(random),
    accountId: erp.newId(),
    customers: new Map(),
    products: new Map(),
    orders: new Map(),
    invoices: new Map(),
    locations: [
      { id: erp.newId(), code: 'PADRAO', name: 'Local de Estoque Padrão', isDefault: true },
      { id: erp.newId(), code: 'CD', name: 'Centro de Distribuição', isDefault: false },
    ],
    balances: new Map(),
    movements: [],
    adjustments: new Map(),
    lastOrderNumber: 12,
    lastInvoiceNumber: 6_870,
    receivables: new Map(),
    pixes: new Map(),
    serviceOrders: new Map(),
    lastServiceNumber: 30,
    lastServiceInvoiceNumber: 210,
    isSuspended: false,
  }
  const [place] = company.locations
  for (const [index, { title, sku, priceCents, ncm }] of SHOP_CATALOGUE.entries()) {
    const product = addProduct(erp, company, {
      codigo: sku,
      descricao: title.toUpperCase(),
      valor_unitario: priceCents / 100,
      ncm: dotted(ncm),
    })
    if (place === undefined || index === SHOP_CATALOGUE.length - 1) continue
    // The last product never moved: lists hide it.
    Object.assign(balanceOf(company, product.id, place.id), { quantity: random.between(5, 80), cost: priceCents / 200, hasMoved: true })
  }
  for (let count = 0; count < PEOPLE; count++) addCustomer(erp, company, random, count)
  return company
}

export function addProduct(erp: Erp, company: Company, body: Record<string, unknown>, at?: number): Product {
  const createdAt = at ?? erp.world.clock.now() - 30 * DAY_MS
  const product: Product = {
    id: erp.newId(),
    // Made by hand on the screen: no integration code.
    body: { codigo_produto_integracao: '', unidade: 'UN', tipoItem: '00', inativo: 'N', ncm: '4820.20.00', ...body },
    createdAt,
    changedAt: createdAt,
    byApi: false,
  }
  company.products.set(product.id, product)
  return product
}

export function addCustomer(erp: Erp, company: Company, random: Random, count: number, at?: number): Customer {
  const createdAt = at ?? erp.world.clock.now() - 30 * DAY_MS
  const address = makeAddress(random)
  const customer: Customer = {
    id: erp.newId(),
    body: {
      codigo_cliente_integracao: '',
      ...(count % 2 === 0 ? personOf(random) : companyOf(random)),
      endereco: address.street.toUpperCase(),
      endereco_numero: address.number,
      complemento: address.complement,
      bairro: address.neighborhood.toUpperCase(),
      cidade: `${address.city.toUpperCase()} (${address.state})`,
      estado: address.state,
      cep: address.zipCode,
      tags: [{ tag: 'Cliente' }],
    },
    createdAt,
    changedAt: createdAt,
    byApi: false,
  }
  company.customers.set(customer.id, customer)
  return customer
}

function personOf(random: Random): Record<string, unknown> {
  const { firstName, lastName, cpf, email, phone } = makePerson(random)
  const name = `${firstName} ${lastName}`.toUpperCase()
  return {
    razao_social: name,
    nome_fantasia: name,
    cnpj_cpf: cpf,
    email,
    telefone1_ddd: phone.slice(0, 2),
    telefone1_numero: phone.slice(2),
  }
}

function companyOf(random: Random): Record<string, unknown> {
  const { legalName, tradeName, cnpj, stateRegistration, email } = makeCompany(random)
  return {
    razao_social: legalName.toUpperCase(),
    nome_fantasia: tradeName.toUpperCase(),
    cnpj_cpf: cnpj,
    inscricao_estadual: stateRegistration,
    email,
  }
}

/** `3923.21.90` */
function dotted(ncm: string): string {
  return `${ncm.slice(0, 4)}.${ncm.slice(4, 6)}.${ncm.slice(6)}`
}
