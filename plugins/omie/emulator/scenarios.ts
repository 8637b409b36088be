import { BadSetting, type Fields, fieldsOf, flagOf, numberOf, type Scenario, textOf } from '@tomada/sdk/emulator'
import { touch } from './changed.ts'
import { dateOf } from './dates.ts'
import type { Company, Erp, Order } from './erp.types.ts'
import { cancelOrder, createOrder } from './orders/order-writes.ts'
import { settlePix } from './receivables/pix.service.ts'
import { openAmountOf } from './receivables/receivable-view.ts'
import { receive } from './receivables/receivable-writes.ts'
import { seedHistory } from './seed-history.ts'
import { move } from './stock/balances.ts'
import { tellCustomer, tellInvoice, tellProduct, tellStock } from './webhooks/events.ts'
import { outboxOf } from './webhooks/outboxes.ts'

const DAY_MS = 86_400_000

/** What people do on Omie's screens, and what its portal does. */
export function scenarios(erp: Erp): Readonly<Record<string, Scenario>> {
  const about = (input: Fields) => {
    const company = companyOf(erp, input)
    return { erp, company, param: {}, now: erp.world.clock.now(), requestId: 0 }
  }
  return {
    history: (input) => seedHistory(erp, companyOf(erp, input), input),
    /** Somebody sells at the counter. */
    sell(input) {
      const call = about(input)
      const product = productOf(call.company, input)
      const [customer] = call.company.customers.keys()
      const det = [
        {
          ide: { codigo_item_integracao: '1' },
          produto: { codigo_produto: product.id, quantidade: 1, valor_unitario: product.body['valor_unitario'] },
        },
      ]
      const param = {
        cabecalho: {
          codigo_pedido_integracao: textOf(input['code']) ?? `BALCAO-${call.company.lastOrderNumber + 1}`,
          codigo_cliente: customer,
          data_previsao: dateOf(call.now + DAY_MS),
          etapa: '10',
          codigo_parcela: '000',
        },
        det,
        informacoes_adicionais: { codigo_categoria: '1.01.01', codigo_conta_corrente: call.company.accountId, consumidor_final: 'S' },
      }
      return createOrder({ ...call, param })
    },
    changeProduct(input) {
      const call = about(input)
      const product = productOf(call.company, input)
      if (flagOf(input['deletes']) === true) call.company.products.delete(product.id)
      else Object.assign(product.body, fieldsOf(input['set']))
      touch(product, call.now)
      tellProduct(call, product, flagOf(input['deletes']) === true ? 'Excluido' : 'Alterado')
      return { id: product.id }
    },
    changeCustomer(input) {
      const call = about(input)
      const customer = call.company.customers.get(numberOf(input['customerId']) ?? [...call.company.customers.keys()][0] ?? 0)
      if (customer === undefined) throw new BadSetting('no such customer')
      Object.assign(customer.body, fieldsOf(input['set']))
      touch(customer, call.now)
      tellCustomer(call, customer, 'Alterado')
      return { id: customer.id }
    },
    moveStock(input) {
      const call = about(input)
      const product = productOf(call.company, input)
      const locationId = call.company.locations.find(({ isDefault }) => isDefault)?.id ?? 0
      const id = move(call, { productId: product.id, locationId, quantity: numberOf(input['quantity']) ?? -1, origin: 'MAN' })
      tellStock(call, product, locationId)
      return { id }
    },
    cancel(input) {
      const call = about(input)
      const order = orderOf(call.company, input)
      cancelOrder(call, order)
      return { id: order.id }
    },
    /** A customer pays: a title, or the PIX of one. */
    payReceivable(input) {
      const call = about(input)
      const id = numberOf(input['receivableId']) ?? [...call.company.receivables.keys()].at(-1)
      const receivable = id === undefined ? undefined : call.company.receivables.get(id)
      if (receivable === undefined) throw new BadSetting('no such receivable')
      const pix = [...call.company.pixes.values()].find((one) => one.receivableId === receivable.id && one.status === 'REGISTRADO')
      if (pix !== undefined) settlePix(call, pix, 'LIQUIDADO')
      const param = { codigo_lancamento: receivable.id, valor: numberOf(input['amount']) ?? openAmountOf(receivable) }
      return receive({ ...call, param }, receivable)
    },
    /** The tax office takes an invoice back, as a person asked it to. */
    cancelInvoice(input) {
      const call = about(input)
      const order = orderOf(call.company, input)
      const invoice = [...call.company.invoices.values()].findLast(({ orderId }) => orderId === order.id)
      if (invoice === undefined) throw new BadSetting('that order has no invoice')
      invoice.cancelledAt = call.now
      invoice.changedAt = call.now
      tellInvoice(erp, call.company, order, invoice, 'NotaCancelada')
      return { id: invoice.id }
    },
    /** The app's keys are taken back in the portal, or given again. */
    suspend(input) {
      const company = companyOf(erp, input)
      company.isSuspended = flagOf(input['isSuspended']) ?? true
      return { appKey: company.appKey, isSuspended: company.isSuspended }
    },
    async ping(input) {
      return outboxOf(erp).ping(textOf(input['url']) ?? erp.panel.callbackUrl ?? '')
    },
    resendParked: () => ({ sent: outboxOf(erp).resendParked() }),
  }
}

function companyOf(erp: Erp, input: Fields): Company {
  const key = textOf(input['appKey'])
  const company = key === undefined ? [...erp.companies.values()][0] : erp.companies.get(key)
  if (company === undefined) throw new BadSetting(`no company has the key ${key}`)
  return company
}

function productOf(company: Company, input: Fields) {
  const id = numberOf(input['productId'])
  const sku = textOf(input['sku'])
  const product = [...company.products.values()].find((one) =>
    id === undefined ? sku === undefined || one.body['codigo'] === sku : one.id === id,
  )
  if (product === undefined) throw new BadSetting('no such product')
  return product
}

function orderOf(company: Company, input: Fields): Order {
  const id = numberOf(input['orderId'])
  const order = id === undefined ? [...company.orders.values()].at(-1) : company.orders.get(id)
  if (order === undefined) throw new BadSetting('no such order')
  return order
}
