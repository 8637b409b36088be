import { createHash } from 'node:crypto'
import { type EmulatorAnswer, type EmulatorRequest, type Fields, fieldsOf, json, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { addOrder, type NewOrder } from '../books/order-book.ts'
import { totalsOf } from '../books/order-facts.ts'
import type { Erp } from '../erp.ts'
import type { Account, Order, OrderItem } from '../erp.types.ts'
import { situationOfNumber } from '../situations.ts'
import { invalid, refusal, wantInt } from './answers.ts'

/** Payloads that were accepted, by account: the same one again is refused, without the id of the first. */
const SEEN = new WeakMap<Account, Set<string>>()

export function createOrder(erp: Erp, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const refused = checkOrder(account, body)
  if (refused) return refused
  const items = readItems(account, listOf(body['itens']))
  if (!Array.isArray(items)) return items.refusal
  const seen = SEEN.get(account) ?? new Set<string>()
  const hash = createHash('sha256').update(request.body).digest('hex')
  if (seen.has(hash)) return refusal(409, 'Esse registro já existe')
  SEEN.set(account, seen.add(hash))
  const order = addOrder(erp, account, readOrder(account, body, items), request.id)
  return json(201, { id: order.id, numeroPedido: String(order.number) })
}

function checkOrder(account: Account, body: Fields): EmulatorAnswer | null {
  if (textOf(body['data']) === undefined) return invalid('data', 'Este valor não deveria ser vazio.')
  const contact = account.contacts.get(numberOf(body['idContato']) ?? 0)
  if (contact === undefined) return invalid('idContato', 'Contato não encontrado')
  if (listOf(body['itens']).length === 0) return invalid('itens', 'Esta coleção deveria conter 1 elemento ou mais.')
  const wrong = wantInt(body['situacao'], 'situacao')
  if (wrong) return wrong
  const payment = fieldsOf(body['pagamento'])
  const means = numberOf(fieldsOf(payment['meioPagamento'])['id'])
  if (means === 999) return invalid('pagamento.meioPagamento.id', 'Meio de pagamento não encontrado')
  const form = numberOf(fieldsOf(payment['formaRecebimento'])['id'])
  const differs = listOf(payment['parcelas']).some((one) => {
    const own = numberOf(fieldsOf(fieldsOf(one)['formaRecebimento'])['id'])
    return own !== undefined && own !== form
  })
  if (differs) return refusal(400, 'Forma de recebimento da parcela diferente da forma de recebimento do pedido')
  const shipping = numberOf(fieldsOf(fieldsOf(body['transportador'])['formaEnvio'])['id'])
  return shipping === 999 ? invalid('transportador.formaEnvio.id', 'Forma de envio não habilitada') : null
}

/** Items are found by the product's id only: no SKU. */
export function readItems(account: Account, items: readonly unknown[]): OrderItem[] | { refusal: EmulatorAnswer } {
  const read: OrderItem[] = []
  for (const [index, item] of items.map(fieldsOf).entries()) {
    const product = account.products.get(numberOf(fieldsOf(item['produto'])['id']) ?? 0)
    const quantity = numberOf(item['quantidade'])
    if (product === undefined) return { refusal: invalid(`itens[${index}].produto.id`, 'Produto não encontrado') }
    if (quantity === undefined) return { refusal: invalid(`itens[${index}].quantidade`, 'Este valor não deveria ser nulo.') }
    const price = numberOf(item['valorUnitario']) ?? product.price
    read.push({ productId: product.id, sku: product.sku, description: product.name, unit: product.unit, quantity, price })
  }
  return read
}

function readOrder(account: Account, body: Fields, items: OrderItem[]): NewOrder {
  const shop = account.shops.find((one) => one.id === numberOf(fieldsOf(body['ecommerce'])['id']))
  const payment = fieldsOf(body['pagamento'])
  const order: NewOrder = {
    date: textOf(body['data']) ?? '',
    expectedDate: textOf(body['dataPrevista']) ?? '',
    contactId: numberOf(body['idContato']) ?? 0,
    items,
    instalments: [],
    discount: numberOf(body['valorDesconto']) ?? 0,
    freight: numberOf(body['valorFrete']) ?? 0,
    otherCosts: numberOf(body['valorOutrasDespesas']) ?? 0,
    situation: situationOfNumber(numberOf(body['situacao']) ?? 0)?.slug ?? 'aberto',
    // Without a registered shop the number is dropped, and nobody is told.
    ecommerceNumber: shop === undefined ? null : (textOf(fieldsOf(body['ecommerce'])['numeroPedidoEcommerce']) ?? null),
    ecommerceId: shop?.id ?? null,
    purchaseOrder: textOf(body['numeroOrdemCompra']) ?? '',
    notes: textOf(body['observacoes']) ?? '',
    internalNotes: textOf(body['observacoesInternas']) ?? '',
    // An omitted payment is filled in.
    payment: listOf(payment['parcelas']).length === 0 ? 'Múltiplas' : 'Pix',
  }
  return { ...order, instalments: readInstalments(payment, order) }
}

function readInstalments(payment: Fields, order: NewOrder): Order['instalments'] {
  const sent = listOf(payment['parcelas']).map(fieldsOf)
  if (sent.length === 0) return [{ days: 0, date: order.date, value: totalsOf(order).total }]
  return sent.map((one) => ({
    days: numberOf(one['dias']) ?? 0,
    date: textOf(one['data']) ?? order.date,
    value: numberOf(one['valor']) ?? 0,
  }))
}
