import { makeCpf } from '@tomada/sdk/emulator'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { recordsInTurn, type Stage, stageOf } from '../../../core/testing/stage.ts'
import { createRandom } from '../../../sdk/emulator/random.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import { DEPOSITS, SALES_CHANNELS } from '../emulator/account-settings.ts'
import type { ConnectedCompany } from './connected-company.ts'

const STORE = SALES_CHANNELS[0].id
const DEPOSIT = String(DEPOSITS[0].id)

/** Needs a company with a history: products, contacts, orders, and invoices of the older half of them. */
export function createStage(company: ConnectedCompany): Stage {
  const random = createRandom('stage')
  let count = 0

  const next = recordsInTurn(company.all)
  const idOf = (record: Json) => String(atPointer(record, '/id'))
  const product = async () => idOf(await next('products', (one) => atPointer(one, '/formato') === 'S'))
  const contact = async () => idOf(await next('contacts', (one) => atPointer(one, '/numeroDocumento') !== ''))
  const order = async () => idOf(await next('orders'))
  const invoice = async () => idOf(await next('invoices'))

  async function read(resource: string, key: string): Promise<Json> {
    const result = await company.capabilities().read(resource, key)
    if (!result.ok) throw new Error(`${resource} ${key} cannot be read`)
    return result.record.data
  }
  /** Newest first: those without an invoice come first. */
  async function draft(): Promise<string> {
    const made = await company.capabilities().run('create-invoice', { pedidoId: await order() })
    if (!made.ok) throw new Error(made.failure.message)
    return String(atPointer(made.output, '/id'))
  }
  const movement = async (): Promise<{ [name: string]: Json }> => ({
    produtoId: await product(),
    depositoId: DEPOSIT,
    quantidade: 5 + ++count,
  })

  const inputs: Record<string, () => Promise<Json>> = {
    'get-company': async () => ({}),
    'search-products': async () => ({ situacao: 'A' }),
    'find-product': async () => ({ codigo: String(atPointer(await next('products'), '/codigo')) }),
    'get-product': async () => ({ produtoId: await product() }),
    'create-product': async () => ({ nome: 'Copo', codigo: `NOVO-${++count}`, preco: '9.90' }),
    'update-product': async () => ({ produtoId: await product(), preco: `${10 + ++count}.90` }),
    'get-stock': async () => ({ produtoId: await product() }),
    'set-stock': movement,
    'adjust-stock': async () => ({ ...(await movement()), operacao: 'E' }),
    'list-deposits': async () => ({}),
    'find-contact': async () => ({ numeroDocumento: String(atPointer(await read('contacts', await contact()), '/numeroDocumento')) }),
    'get-contact': async () => ({ contatoId: await contact() }),
    'create-contact': async () => ({ nome: 'Maria Exemplo', tipo: 'F', numeroDocumento: makeCpf(random) }),
    'update-contact': async () => ({ contatoId: await contact(), email: `pessoa${++count}@exemplo.com.br` }),
    'find-order': async () => ({ numeroLoja: String(atPointer(await next('orders'), '/numeroLoja')), lojaId: STORE }),
    'get-order': async () => ({ pedidoId: await order() }),
    'create-order': async () => ({
      numeroLoja: `MATRIZ-${++count}`,
      data: '2026-11-21',
      contato: { id: await contact() },
      loja: { id: STORE },
      itens: [{ descricao: 'Copo', quantidade: '2', valor: '9.90' }],
    }),
    'update-order-status': async () => ({ pedidoId: await order(), situacaoId: 15 }),
    'list-order-statuses': async () => ({}),
    'find-invoice': async () => ({ numeroLoja: String(atPointer(await next('invoices'), '/loja/numero')) }),
    'get-invoice': async () => ({ notaId: await invoice() }),
    'create-invoice': async () => ({ pedidoId: await order() }),
    'send-invoice': async () => ({ notaId: await draft() }),
    'get-invoice-document': async () => ({ chaveAcesso: String(atPointer(await next('invoices'), '/chaveAcesso')), formato: 'xml' }),
  }
  const keys: Record<string, () => Promise<string>> = {
    products: product,
    stock: product,
    contacts: contact,
    orders: order,
    invoices: invoice,
  }

  return stageOf(inputs, keys)
}
