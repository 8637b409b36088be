import { BadSetting, type Fields, makeAddress, makePerson, numberOf, type Random, SHOP_CATALOGUE } from '@tomada/sdk/emulator'
import { OPERATION_NATURES, PAYMENT_METHODS, SALES_CHANNELS } from './account-settings.ts'
import { brasiliaDate } from './dates.ts'
import { type Erp, newId } from './erp.ts'
import type { Company, Contact, Invoice, Order, Product } from './erp.types.ts'
import { orderTotals } from './orders/order-totals.ts'
import { reservationsChanged } from './stock/balances.ts'

const DAY_MS = 86_400_000
const MOST = 1_000_000
const OPEN = 6
const FULFILLED = 9
const DANFE_ISSUED = 6
/** Every so-many-th product has variations, and every so-many-th order is still open. */
const WITH_VARIATIONS = 10
const OPEN_ORDERS = 20

/** `POST /scenario/history {products?, contacts?, orders?, invoices?, days?}`: years of business at once, whole records, without a single webhook. */
export function seedHistory(erp: Erp, company: Company, input: Fields): unknown {
  const days = countOf(input, 'days', 300)
  const random = erp.random.fork(`history ${company.revision}`)
  const counts = {
    contacts: countOf(input, 'contacts', 0),
    products: countOf(input, 'products', 0),
    orders: countOf(input, 'orders', 0),
    invoices: countOf(input, 'invoices', 0),
  }
  const instant = (index: number, count: number) => erp.world.clock.now() - Math.floor(((count - index) / count) * days * DAY_MS)
  for (let i = 0; i < counts.contacts; i++) put(company.contacts, makeContact(erp, random, instant(i, counts.contacts)))
  for (let i = 0; i < counts.products; i++) addProduct(erp, company, random, { index: i, at: instant(i, counts.products) })
  const made: Order[] = []
  const around = { contacts: [...company.contacts.values()], products: [...company.products.values()] }
  for (let i = 0; i < counts.orders; i++) {
    const order = makeOrder(erp, company, random, { ...around, index: i, at: instant(i, counts.orders) })
    put(company.orders, order)
    made.push(order)
  }
  for (const order of made.slice(0, counts.invoices)) put(company.invoices, invoiceOf(erp, company, order))
  reservationsChanged(company)
  return { ...counts, productIds: around.products.length }
}

function countOf(input: Fields, name: string, unsaid: number): number {
  const count = numberOf(input[name]) ?? unsaid
  if (!Number.isInteger(count) || count < 0 || count > MOST) throw new BadSetting(`${name} must be a whole number up to ${MOST}.`)
  return count
}

function put<T extends { id: number }>(into: Map<number, T>, thing: T): void {
  into.set(thing.id, thing)
}

function makeContact(erp: Erp, random: Random, at: number): Contact {
  const person = makePerson(random)
  const { street, number, complement, neighborhood, zipCode, city, state } = makeAddress(random)
  const address = {
    endereco: street,
    numero: number,
    complemento: complement,
    bairro: neighborhood,
    cep: zipCode,
    municipio: city,
    uf: state,
  }
  return {
    id: newId(erp),
    createdAt: at,
    updatedAt: at,
    body: {
      nome: `${person.firstName} ${person.lastName}`,
      codigo: '',
      situacao: 'A',
      numeroDocumento: person.cpf,
      telefone: '',
      celular: person.phone,
      fantasia: '',
      tipo: 'F',
      indicadorIe: 9,
      ie: '',
      email: person.email,
      endereco: { geral: address, cobranca: address },
      vendedor: { id: 0 },
      pais: { nome: 'BRASIL' },
      tiposContato: [{ id: 14573, descricao: 'Cliente' }],
    },
  }
}

function addProduct(erp: Erp, company: Company, random: Random, { index, at }: { index: number; at: number }): void {
  const item = random.pick(SHOP_CATALOGUE)
  const hasVariations = index % WITH_VARIATIONS === WITH_VARIATIONS - 1
  const body = {
    nome: `${item.title} ${index}`,
    codigo: `${item.sku}-${index}`,
    preco: item.priceCents / 100,
    tipo: 'P',
    situacao: 'A',
    formato: hasVariations ? 'V' : 'S',
    unidade: 'UN',
    pesoLiquido: 0.3,
    pesoBruto: 0.4,
    gtin: `789${random.digits(10)}`,
    marca: 'Girassol',
    descricaoCurta: `${item.title}, pronta entrega.`,
    categoria: { id: 1000 + (index % 12) },
    dimensoes: { largura: 10, altura: 20, profundidade: 5, unidadeMedida: 1 },
    tributacao: { origem: 0, ncm: item.ncm },
  }
  const add = (parentId: number | null, more: Fields): Product => {
    const stock = new Map(company.deposits.map(({ id }): [number, number] => [id, random.between(0, 9) === 0 ? 0 : random.between(1, 200)]))
    const product: Product = { id: newId(erp), parentId, createdAt: at, updatedAt: at, stock, body: { ...body, ...more } }
    put(company.products, product)
    return product
  }
  const parent = add(null, {})
  if (!hasVariations) return
  for (const [order, size] of ['P', 'M', 'G'].entries())
    add(parent.id, { formato: 'S', codigo: `${body.codigo}-${size}`, variacao: { nome: `Tamanho:${size}`, ordem: order + 1 } })
}

interface Around {
  contacts: Contact[]
  products: Product[]
  index: number
  at: number
}

function makeOrder(erp: Erp, company: Company, random: Random, { contacts, products, index, at }: Around): Order {
  const items = Array.from({ length: random.between(1, 3) }, () => {
    const product = random.pick(products)
    const quantity = random.between(1, 4)
    const { codigo, nome, preco } = product.body
    const body = { codigo, descricao: nome, unidade: 'UN', quantidade: quantity, valor: preco, produto: { id: product.id } }
    return { id: newId(erp), body, productId: product.id, quantity, unitPrice: Number(preco) }
  })
  const data = brasiliaDate(at)
  const base = {
    data,
    loja: { id: SALES_CHANNELS[0].id },
    itens: items.map(({ body }) => body),
    transporte: { fretePorConta: 1, frete: 12.5 },
  }
  const totals = orderTotals(base)
  const instalment = { dataVencimento: data, valor: totals.total, formaPagamento: { id: PAYMENT_METHODS[3].id } }
  const isOpen = index % OPEN_ORDERS === 0
  company.lastOrderNumber += 1
  return {
    id: newId(erp),
    number: company.lastOrderNumber,
    storeNumber: `2000${String(company.lastOrderNumber).padStart(12, '0')}`,
    storeId: SALES_CHANNELS[0].id,
    contactId: random.pick(contacts).id,
    statusId: isOpen ? OPEN : FULFILLED,
    items,
    instalments: [{ id: newId(erp), body: instalment }],
    body: { ...base, parcelas: [instalment] },
    ...totals,
    invoiceId: null,
    createdAt: at,
    updatedAt: at,
    searchableAt: at,
    stockPosted: !isOpen,
    stockDepositId: company.deposits[0]?.id ?? 0,
    accountsPosted: !isOpen,
    deleted: false,
  }
}

function invoiceOf(erp: Erp, company: Company, order: Order): Invoice {
  const invoice: Invoice = {
    id: newId(erp),
    orderId: order.id,
    contactId: order.contactId,
    number: String(company.invoices.size + 1).padStart(6, '0'),
    series: 1,
    status: DANFE_ISSUED,
    accessKey: `35${erp.random.digits(42)}`,
    total: order.total,
    body: { ...order.body, naturezaOperacao: { id: OPERATION_NATURES[0].id } },
    createdAt: order.createdAt,
    accountsPosted: true,
    stockPosted: true,
  }
  order.invoiceId = invoice.id
  return invoice
}
