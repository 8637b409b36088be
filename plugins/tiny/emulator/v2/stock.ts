import { fieldsOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { balanceOf, reservedOf } from '../books/balances.ts'
import { defaultDeposit, moveStock } from '../books/stock-book.ts'
import { brDateTime } from '../dates.ts'
import type { Account, Product } from '../erp.types.ts'
import { failed, outcomes, paged, succeeded } from './envelope.ts'
import type { Operation } from './operations.ts'
import { withProduct } from './products.ts'
import { isAnswer, objectIn } from './read-object.ts'

const OPERATIONS = ['B', 'E', 'S'] as const

export const stockOperations: Readonly<Record<string, Operation>> = {
  'produto.obter.estoque': (call) => withProduct(call, (product) => succeeded(call.fields, { produto: viewStock(call.account, product) })),

  'produto.atualizar.estoque': ({ erp, account, fields, requestId }) => {
    const sent = objectIn(fields, 'estoque')
    if (isAnswer(sent)) return sent
    const body = fieldsOf(sent['estoque'])
    const sequence = '1'
    const product = account.products.get(numberOf(body['idProduto']) ?? 0)
    const operation = OPERATIONS.find((one) => one === (textOf(body['tipo']) ?? 'B'))
    const quantity = numberOf(body['quantidade'])
    const name = textOf(body['deposito'])
    const deposit = name === undefined ? defaultDeposit(account) : account.deposits.find((one) => one.name === name)
    if (product === undefined) return outcomes(fields, [{ sequence, error: { code: 32, texts: ['Produto não encontrado'] } }], 'object')
    const texts = [
      ...(operation === undefined ? ['O tipo do lançamento é inválido'] : []),
      ...(quantity === undefined ? ['A quantidade deve ser informada'] : []),
      ...(deposit === undefined ? ['O depósito não foi encontrado'] : []),
      ...((textOf(body['observacoes']) ?? '').length > 100 ? ['As observações devem ter no máximo 100 caracteres'] : []),
    ]
    if (operation === undefined || quantity === undefined || deposit === undefined || texts.length > 0)
      return outcomes(fields, [{ sequence, error: { code: 31, texts } }], 'object')
    const id = moveStock(erp, account, { product, deposit, operation, quantity, requestId })
    const more = { saldoEstoque: balanceOf(account, product), saldoReservado: reservedOf(account, product), registroCriado: true }
    return outcomes(fields, [{ sequence, id, more }], 'object')
  },

  /** What a page shows is taken out of the queue, whether its reader got it or not. */
  'lista.atualizacoes.estoque': ({ account, fields }) => {
    if (!account.hasStockQueue) return failed(fields, 5, 'Extensão API para estoque em tempo real não instalada')
    const rows = [...account.stockQueue].slice(0, 100).flatMap(([id, at]) => {
      const product = account.products.get(id)
      return product === undefined ? [] : [{ product, at }]
    })
    for (const { product } of rows) account.stockQueue.delete(product.id)
    return paged(fields, rows, ['produtos', 'produto'], ({ product, at }) => ({
      ...viewStock(account, product),
      tipo_variacao: product.parentId === null ? 'N' : 'V',
      localizacao: '',
      data_alteracao: brDateTime(at),
    }))
  },
}

/** Ten decimals, as recorded. */
export function viewStock(account: Account, product: Product) {
  return {
    id: String(product.id),
    codigo: product.sku,
    nome: product.name,
    unidade: product.unit,
    saldo: balanceOf(account, product).toFixed(10),
    saldoReservado: reservedOf(account, product),
    depositos: account.deposits.map((deposit) => ({
      deposito: {
        nome: deposit.name,
        desconsiderar: deposit.ignored ? 'S' : 'N',
        saldo: (product.stock.get(deposit.id) ?? 0).toFixed(10),
        empresa: account.name,
      },
    })),
  }
}
