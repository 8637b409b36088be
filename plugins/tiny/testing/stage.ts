import { makeCpf } from '@tomada/sdk/emulator'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { recordsInTurn, type Stage, stageOf } from '../../../core/testing/stage.ts'
import { createRandom } from '../../../sdk/emulator/random.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { ConnectedAccount } from './connected-account.ts'

/** Needs an account with a history: products, contacts, orders, and invoices of the older half of them. */
export function createStage(account: ConnectedAccount): Stage {
  const random = createRandom('stage')
  let count = 0

  const next = recordsInTurn(account.all)
  const text = (record: Json, pointer: string) => String(atPointer(record, pointer))
  const idOf = (record: Json) => text(record, '/id')
  const whole = (record: Json) => !['P', 'V'].includes(text(record, '/tipoVariacao')) && text(record, '/tipo') !== 'V'
  const product = async () => idOf(await next('products', whole))
  /** Reading changes nothing: the same record will do for every read. */
  const same = new Map<string, Promise<Json>>()
  const any = (resource: string) => {
    const found = same.get(resource) ?? next(resource, whole)
    same.set(resource, found)
    return found
  }
  const contact = async () => next('contacts')
  const order = async () => idOf(await next('orders'))

  /** An order that has no invoice yet. */
  async function bareOrder(): Promise<string> {
    for (;;) {
      const id = await order()
      const read = await account.capabilities().read('orders', id)
      if (read.ok && atPointer(read.record.data, '/notaFiscalId') === null) return id
    }
  }
  async function draft(): Promise<string> {
    const made = await account.capabilities().run('create-invoice', { pedidoId: await bareOrder() })
    if (!made.ok) throw new Error(made.failure.message)
    return text(made.output, '/id')
  }
  const movement = async () => ({ produtoId: await product(), quantidade: 5 + ++count, deposito: 'Geral' })
  const sold = async () => {
    const one = await next('products', whole)
    return { produtoId: idOf(one), descricao: text(one, '/nome'), quantidade: '2', valorUnitario: '9.90' }
  }

  const inputs: Record<string, () => Promise<Json>> = {
    'get-company': async () => ({}),
    'search-products': async () => ({ situacao: 'A' }),
    'find-product': async () => ({ sku: text(await any('products'), '/sku') }),
    'get-product': async () => ({ produtoId: idOf(await any('products')) }),
    'create-product': async () => ({ nome: 'Copo', sku: `NOVO-${++count}`, preco: '9.90' }),
    'update-product': async () => ({ produtoId: await product(), preco: `${10 + ++count}.90` }),
    'update-prices': async () => ({ precos: [{ produtoId: await product(), preco: `${20 + ++count}.90` }] }),
    'get-stock': async () => ({ produtoId: idOf(await any('products')) }),
    'set-stock': movement,
    'adjust-stock': async () => ({ ...(await movement()), operacao: 'E' }),
    'find-contact': async () => ({ documento: text(await any('contacts'), '/documento') }),
    'get-contact': async () => ({ contatoId: idOf(await any('contacts')) }),
    'create-contact': async () => ({ nome: 'Maria Exemplo', tipoPessoa: 'F', documento: makeCpf(random) }),
    'update-contact': async () => ({ contatoId: idOf(await contact()), email: `pessoa${++count}@exemplo.com.br` }),
    'find-order': async () => ({ numeroEcommerce: text(await any('orders'), '/numeroEcommerce') }),
    'get-order': async () => ({ pedidoId: idOf(await any('orders')) }),
    'create-order': async () => {
      const customer = await contact()
      return {
        numeroEcommerce: `MATRIZ-${++count}`,
        data: '2026-11-21',
        cliente: { nome: text(customer, '/nome'), documento: text(customer, '/documento') },
        itens: [await sold()],
      }
    },
    'update-order-status': async () => ({ pedidoId: await order(), situacao: 'preparando_envio' }),
    'set-order-tracking': async () => ({ pedidoId: await order(), codigo: `BR${++count}` }),
    'find-invoice': async () => ({ numeroEcommerce: text(await any('invoices'), '/numeroEcommerce') }),
    'get-invoice': async () => ({ notaId: idOf(await any('invoices')) }),
    'create-invoice': async () => ({ pedidoId: await bareOrder() }),
    'send-invoice': async () => ({ notaId: await draft() }),
    'get-invoice-document': async () => ({ notaId: idOf(await any('invoices')) }),
  }
  const keys: Record<string, () => Promise<string>> = {
    products: async () => idOf(await any('products')),
    stock: async () => idOf(await any('products')),
    contacts: async () => idOf(await any('contacts')),
    orders: async () => idOf(await any('orders')),
    invoices: async () => idOf(await any('invoices')),
  }

  return stageOf(inputs, keys)
}
