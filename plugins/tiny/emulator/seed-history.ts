import { BadSetting, type Fields, numberOf, SHOP_CATALOGUE } from '@tomada/sdk/emulator'
import { totalsOf } from './books/order-facts.ts'
import { isoDate } from './dates.ts'
import { type Erp, newId } from './erp.ts'
import type { Account, Invoice, Order } from './erp.types.ts'
import { addSeedContact, addSeedProduct, emptyProduct } from './seed-account.ts'
import { SITUATIONS } from './situations.ts'

const DAY_MS = 86_400_000
const MOST = 100_000
/** Every so-many-th product has variations. */
const WITH_VARIATIONS = 10

/** `POST /scenario/history {products?, contacts?, orders?, invoices?, days?}`: past business at once, without a single webhook. */
export function seedHistory(erp: Erp, account: Account, input: Fields): unknown {
  const days = countOf(input, 'days', 300)
  const counts = {
    products: countOf(input, 'products', 0),
    contacts: countOf(input, 'contacts', 0),
    orders: countOf(input, 'orders', 0),
    invoices: countOf(input, 'invoices', 0),
  }
  const random = erp.random.fork(`history ${account.lastId}`)
  const instant = (index: number, count: number) => erp.world.clock.now() - Math.floor(((count - index) / count) * days * DAY_MS)
  for (let i = 0; i < counts.contacts; i++) addSeedContact(account, random, instant(i, counts.contacts))
  for (let i = 0; i < counts.products; i++) {
    const item = random.pick(SHOP_CATALOGUE)
    const made = addSeedProduct(account, random, instant(i, counts.products), { ...item, sku: `${item.sku}-${account.lastId}` })
    if (i % WITH_VARIATIONS === 0) addVariations(account, made.id)
  }
  const orders: Order[] = []
  for (let i = 0; i < counts.orders; i++) orders.push(pastOrder(account, random.between(0, 1_000_000), instant(i, counts.orders)))
  for (const order of orders.slice(0, counts.invoices)) addInvoice(erp, account, order)
  return counts
}

function addVariations(account: Account, parentId: number): void {
  const parent = account.products.get(parentId)
  if (parent === undefined) return
  parent.productClass = 'V'
  for (const size of ['P', 'M']) {
    const id = newId(account)
    const child = { ...emptyProduct(id, parent.createdAt), sku: `${parent.sku}-${size}`, name: parent.name, price: parent.price }
    account.products.set(id, { ...child, parentId, grade: { Tamanho: size }, stock: new Map([[9001, 5]]) })
  }
}

function pastOrder(account: Account, draw: number, at: number): Order {
  const contacts = [...account.contacts.values()]
  const products = [...account.products.values()].filter((one) => one.productClass === 'S')
  const product = products[draw % products.length]
  const contact = contacts[draw % contacts.length]
  if (product === undefined || contact === undefined) throw new BadSetting('The account has no products or contacts.')
  account.lastOrderNumber += 1
  const quantity = 1 + (draw % 3)
  const item = { productId: product.id, sku: product.sku, description: product.name, unit: product.unit, quantity, price: product.price }
  const date = isoDate(at)
  const order: Order = {
    id: newId(account),
    number: account.lastOrderNumber,
    date,
    expectedDate: '',
    contactId: contact.id,
    items: [item],
    instalments: [{ days: 0, date, value: totalsOf({ items: [item], discount: 0, freight: 0, otherCosts: 0 }).total }],
    discount: 0,
    freight: 0,
    otherCosts: 0,
    situation: SITUATIONS[draw % SITUATIONS.length]?.slug ?? 'aberto',
    ecommerceNumber: `WEB-${account.lastOrderNumber}`,
    ecommerceId: account.shops[0]?.id ?? null,
    purchaseOrder: '',
    notes: '',
    internalNotes: '',
    markers: [],
    payment: 'Pix',
    tracking: { code: '', url: '' },
    invoiceId: null,
    stockLaunched: false,
    accountsLaunched: false,
    createdAt: at,
    updatedAt: at,
  }
  account.orders.set(order.id, order)
  return order
}

function addInvoice(erp: Erp, account: Account, order: Order): void {
  account.lastInvoiceNumber += 1
  const invoice: Invoice = {
    id: newId(account),
    number: String(account.lastInvoiceNumber).padStart(6, '0'),
    series: '1',
    orderId: order.id,
    contactId: order.contactId,
    items: order.items,
    total: totalsOf(order).total,
    freight: 0,
    ecommerceNumber: order.ecommerceNumber,
    situation: 7,
    accessKey: `35${erp.random.digits(42)}`,
    issuedAt: order.createdAt,
  }
  account.invoices.set(invoice.id, invoice)
  order.invoiceId = invoice.id
}

function countOf(input: Fields, name: string, unsaid: number): number {
  const count = numberOf(input[name]) ?? unsaid
  if (!Number.isInteger(count) || count < 0 || count > MOST) throw new BadSetting(`${name} must be a whole number up to ${MOST}.`)
  return count
}
