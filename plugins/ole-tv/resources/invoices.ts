import { at, defineResource, type Json, textOf } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'
import { readDate } from '../map/dates.ts'
import { readMoney } from '../map/money.ts'
import { pageOfWhole } from './whole-list.ts'

/** Customer by customer; the amount and the due date are there twice, once in a form that can be compared. Source: POST /boletos/listar/{id_cliente} */
export default defineResource({
  async list(request, ctx) {
    const customer = textOf(at(request.parent, 'id'))
    if (customer === null) throw new Error('invoices are asked for by customer')
    const rows = rowsOf(await ask(ctx, 'invoicesOfCustomer', { ids: { idCliente: customer } }), 'boletos')
    return pageOfWhole(
      rows.map((row) => comparable(row, customer)),
      request,
    )
  },
})

function comparable(row: Json, id_cliente: string): Json {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row
  const valor = readMoney(textOf(at(row, 'valores', 'valor')))
  return { ...row, id_cliente, valor, vencimento: readDate(textOf(at(row, 'datas', 'vencimento'))) }
}
