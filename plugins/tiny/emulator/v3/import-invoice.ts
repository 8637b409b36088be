import { type EmulatorAnswer, type EmulatorRequest, json } from '@tomada/sdk/emulator'
import { record, touch } from '../books/order-book.ts'
import { type Erp, newId } from '../erp.ts'
import type { Account, Invoice, OrderItem } from '../erp.types.ts'
import { emptyContact } from '../seed-account.ts'
import { invalid, refusal } from './answers.ts'
import { multipartText } from './multipart.ts'

const PENDING = 1
const AUTHORISED = 6

/**
 * An invoice that was made elsewhere comes in as its XML: `multipart/form-data` with `xml` and, if it belongs to an order, `numeroPedido`. What the
 * sheet leaves open (its situation, and a key that is there already) are switches.
 */
export function importInvoice(erp: Erp, request: EmulatorRequest, account: Account): EmulatorAnswer {
  const xml = multipartText(request, 'xml')
  if (xml === null || xml.trim() === '') return invalid('xml', 'Este valor não deveria ser vazio.')
  const accessKey = /<infNFe[^>]*\sId="NFe(\d{44})"/.exec(xml)?.[1]
  if (accessKey === undefined) return invalid('xml', 'O XML da nota fiscal não é válido.')
  const orderNumber = multipartText(request, 'numeroPedido')
  const order =
    orderNumber === null || orderNumber === '' ? null : [...account.orders.values()].find(({ number }) => number === Number(orderNumber))
  if (order === undefined) return invalid('numeroPedido', 'Pedido não encontrado')
  const isKnown = [...account.invoices.values()].some((invoice) => invoice.accessKey === accessKey)
  if (isKnown && erp.limits.refusesKnownXml) return refusal(409, 'Esse registro já existe')
  const invoice: Invoice = {
    id: newId(account),
    number: text(xml, 'nNF').padStart(6, '0'),
    series: text(xml, 'serie') || '1',
    orderId: order?.id ?? null,
    contactId: contactOf(erp, account, xml),
    items: itemsOf(account, xml),
    total: Number(text(xml, 'vNF')) || 0,
    freight: Number(text(xml, 'vFrete')) || 0,
    ecommerceNumber: order?.ecommerceNumber ?? null,
    situation: erp.limits.importedSituation ?? (xml.includes('<protNFe') ? AUTHORISED : PENDING),
    accessKey,
    xml,
    issuedAt: Date.parse(text(xml, 'dhEmi')) || erp.world.clock.now(),
  }
  account.invoices.set(invoice.id, invoice)
  record(erp, account, 'invoice.imported', { id: invoice.id, key: accessKey, requestId: request.id }, { total: invoice.total })
  if (order !== null) {
    order.invoiceId = invoice.id
    touch(erp, account, order)
  }
  return json(200, { idNota: invoice.id })
}

function contactOf(erp: Erp, account: Account, xml: string): number {
  const receiver = /<dest>[\s\S]*?<\/dest>/.exec(xml)?.[0] ?? ''
  const document = text(receiver, 'CNPJ') || text(receiver, 'CPF')
  const known = [...account.contacts.values()].find((contact) => document !== '' && contact.document === document)
  if (known !== undefined) return known.id
  const made = {
    ...emptyContact(newId(account), erp.world.clock.now()),
    name: text(receiver, 'xNome'),
    document,
    kind: document.length === 14 ? ('J' as const) : ('F' as const),
  }
  account.contacts.set(made.id, made)
  return made.id
}

function itemsOf(account: Account, xml: string): OrderItem[] {
  return [...xml.matchAll(/<prod>[\s\S]*?<\/prod>/g)].map(([line]) => {
    const sku = text(line, 'cProd')
    return {
      productId: [...account.products.values()].find((product) => product.sku === sku)?.id ?? null,
      sku,
      description: text(line, 'xProd'),
      unit: text(line, 'uCom'),
      quantity: Number(text(line, 'qCom')) || 0,
      price: Number(text(line, 'vUnCom')) || 0,
    }
  })
}

/** What stands in the first element of that name; the elements of an NF-e that are read here have no attributes. */
function text(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]?.trim() ?? ''
}
