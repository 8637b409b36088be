import { makeCpf } from '@tomada/sdk/emulator'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { recordsInTurn, type Stage, stageOf } from '../../../core/testing/stage.ts'
import { createRandom } from '../../../sdk/emulator/random.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { ConnectedCompany } from './connected-company.ts'

/** Needs a company with a history: products, customers, orders, and invoices of the older half of them. */
export function createStage(company: ConnectedCompany): Stage {
  const random = createRandom('stage')
  let count = 0

  const next = recordsInTurn(company.all)
  const told = (record: Json, pointer: string) => String(atPointer(record, pointer))
  const product = async () => told(await next('products'), '/codigo_produto')
  const customer = async () => told(await next('customers'), '/codigo_cliente_omie')
  const order = async () => told(await next('orders', (one) => atPointer(one, '/situacao') === '10'), '/cabecalho/codigo_pedido')
  const invoiced = async () => told(await next('orders', (one) => atPointer(one, '/situacao') === 'autorizado'), '/cabecalho/codigo_pedido')
  const invoice = async () => told(await next('invoices'), '/compl/nIdNF')

  const inputs: Record<string, () => Promise<Json>> = {
    'get-company': async () => ({}),
    'search-products': async () => ({ descricao: 'PRODUTO 1', ativos: true }),
    'find-product': async () => ({ codigo: told(await next('products'), '/codigo') }),
    'save-product': async () => ({ codigo: `NOVO-${++count}`, descricao: 'CANECA AZUL 300ML', ncm: '6912.00.00', valorUnitario: '29.90' }),
    'get-stock': async () => ({ produtoId: await product() }),
    'set-stock': async () => ({ produtoId: await product(), quantidade: String(5 + ++count), custo: '12.50', observacao: 'Contagem' }),
    'adjust-stock': async () => ({ produtoId: await product(), operacao: 'ENT', quantidade: String(5 + ++count) }),
    'list-stock-locations': async () => ({}),
    'find-customer': async () => ({ documento: told(await next('customers'), '/cnpj_cpf') }),
    'get-customer': async () => ({ clienteId: await customer() }),
    'save-customer': async () => ({
      documento: makeCpf(random),
      razaoSocial: 'Maria Exemplo',
      email: 'maria@exemplo.com.br',
      telefone: '11930000000',
    }),
    'find-order': async () => ({ codigoIntegracao: told(await next('orders'), '/cabecalho/codigo_pedido_integracao') }),
    'get-order': async () => ({ pedidoId: await order() }),
    'create-order': async () => ({
      clienteId: await customer(),
      itens: [{ produtoId: await product(), quantidade: '2', valorUnitario: '29.90' }],
      categoria: '1.01.01',
      contaId: company.omie().accountId,
      numeroCliente: `100${++count}`,
      previsao: '2099-12-31',
    }),
    'change-order-stage': async () => ({ pedidoId: await order(), etapa: '20' }),
    'set-order-tracking': async () => ({ pedidoId: await invoiced(), codigoRastreio: `BR${++count}` }),
    'cancel-order': async () => ({ pedidoId: await order() }),
    'invoice-order': async () => ({ pedidoId: await order() }),
    'get-order-status': async () => ({ pedidoId: await invoiced() }),
    'get-invoice': async () => ({ notaId: await invoice() }),
    'get-invoice-document': async () => ({ notaId: await invoice() }),
    'list-order-stages': async () => ({}),
    'list-accounts': async () => ({}),
    'list-categories': async () => ({}),
  }
  const keys: Record<string, () => Promise<string>> = {
    products: product,
    stock: async () => told(await next('stock'), '/chave'),
    customers: customer,
    orders: order,
    invoices: invoice,
  }

  return stageOf(inputs, keys)
}
