import { type Fields, numberOf } from '@tomada/sdk/emulator'
import { dateOf } from './dates.ts'
import type { Company, Erp, Invoice, Order } from './erp.types.ts'
import { addCustomer, addProduct } from './seed-company.ts'
import { seedReceivable, seedServiceOrder } from './seed-finance.ts'
import { balanceOf } from './stock/balances.ts'
import { cents } from './text.ts'

const DAY_MS = 86_400_000

/** `POST /scenario/history {products, customers, orders, invoices, receivables, services, days}`: a company's past, spread over so many days up to an hour ago. */
export function seedHistory(erp: Erp, company: Company, input: Fields): Record<string, number> {
  const random = erp.random.fork('history')
  const now = erp.world.clock.now()
  const days = numberOf(input['days']) ?? 60
  const counts = {
    products: numberOf(input['products']) ?? 0,
    customers: numberOf(input['customers']) ?? 0,
    orders: numberOf(input['orders']) ?? 0,
    invoices: numberOf(input['invoices']) ?? 0,
    receivables: numberOf(input['receivables']) ?? 0,
    services: numberOf(input['services']) ?? 0,
  }
  const when = (index: number, of: number) => now - 3_600_000 - Math.round(((of - index) / Math.max(1, of)) * days * DAY_MS)
  for (let i = 0; i < counts.products; i++) {
    const body = { codigo: `HIS-${i}`, descricao: `PRODUTO ${i}`, valor_unitario: cents(random.between(200, 30_000) / 100) }
    const product = addProduct(erp, company, body, when(i, counts.products))
    for (const { id } of company.locations)
      Object.assign(balanceOf(company, product.id, id), { quantity: random.between(-2, 90), hasMoved: true })
  }
  for (let i = 0; i < counts.customers; i++) addCustomer(erp, company, random, i, when(i, counts.customers))
  const customers = [...company.customers.keys()]
  const products = [...company.products.values()].filter(({ body }) => body['inativo'] !== 'S')
  for (let i = 0; i < counts.orders; i++) {
    const at = when(i, counts.orders)
    const product = random.pick(products)
    const order = addOrder(erp, company, {
      at,
      customerId: random.pick(customers),
      productId: product.id,
      quantity: random.between(1, 4),
      count: i,
    })
    if (i < counts.invoices) addInvoice(erp, company, order)
  }
  for (let i = 0; i < counts.receivables; i++) seedReceivable(erp, company, random, when(i, counts.receivables), i)
  for (let i = 0; i < counts.services; i++) seedServiceOrder(erp, company, random, when(i, counts.services), i)
  return counts
}

function addOrder(
  erp: Erp,
  company: Company,
  made: { at: number; customerId: number; productId: number; quantity: number; count: number },
): Order {
  const { at, customerId, productId, quantity, count } = made
  const unitPrice = Number(company.products.get(productId)?.body['valor_unitario'] ?? 10)
  const order: Order = {
    id: erp.newId(),
    integrationCode: `HIST-${count}`,
    number: ++company.lastOrderNumber,
    customerId,
    stage: '10',
    stages: [{ stage: '10', at }],
    items: [
      {
        id: erp.newId(),
        productId,
        quantity,
        unitPrice,
        discount: 0,
        locationId: company.locations[0]?.id ?? 0,
        movesStock: true,
        body: { codigo_item_integracao: '1' },
      },
    ],
    cabecalho: { data_previsao: dateOf(at + 7 * DAY_MS), codigo_parcela: '000' },
    frete: { modalidade: '9', valor_frete: 0 },
    informacoes: {
      codigo_categoria: '1.01.01',
      codigo_conta_corrente: company.accountId,
      consumidor_final: 'S',
      numero_pedido_cliente: `LOJA-${count}`,
    },
    observacoes: {},
    parcels: [{ numero_parcela: 1, valor: cents(quantity * unitPrice), percentual: 100, data_vencimento: dateOf(at) }],
    createdAt: at,
    changedAt: at,
    byApi: true,
    invoicedAt: null,
    cancelledAt: null,
    returnedAt: null,
    outcome: 'none',
  }
  company.orders.set(order.id, order)
  return order
}

function addInvoice(erp: Erp, company: Company, order: Order): Invoice {
  const at = order.createdAt + 60_000
  const invoice: Invoice = {
    id: erp.newId(),
    orderId: order.id,
    number: ++company.lastInvoiceNumber,
    key: `35${erp.random.digits(42)}`,
    issuedAt: at,
    cancelledAt: null,
    state: 'authorised',
    createdAt: at,
    changedAt: at,
    byApi: true,
  }
  company.invoices.set(invoice.id, invoice)
  Object.assign(order, { invoicedAt: at, outcome: 'authorised', stage: '60', changedAt: at })
  order.stages.push({ stage: '60', at })
  return invoice
}
