import { at, type Json, textOf } from '@tomada/sdk'
import { readDate } from './dates.ts'
import { readMoney } from './money.ts'

export function toInvoice(row: Json) {
  const text = (...path: Array<string | number>) => textOf(at(row, ...path))
  const id = text('id')
  if (id === null) throw new Error('Olé gave an invoice without id')
  return {
    id,
    codigo: text('codigo'),
    periodo: text('referente', 0, 'periodo'),
    vencimento: readDate(text('datas', 'vencimento')),
    pagamento: readDate(text('datas', 'pagamento')),
    valor: readMoney(text('valores', 'valor')),
    linhaDigitavel: text('linha_digitavel'),
    nossoNumero: text('nosso_numero'),
    pago: text('status') === 'Pago',
  }
}
