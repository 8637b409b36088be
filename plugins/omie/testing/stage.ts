import { type Fields, fieldsOf, listOf, makeCpf } from '@tomada/sdk/emulator'
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

  /** Each of the company's own, once: open titles and service orders that nobody touched. */
  const title = () =>
    fresh('financas/contareceber', 'ListarContasReceber', 'conta_receber_cadastro', ({ codigo_lancamento_omie: id }) => id)
  const serviceOrder = () => fresh('servicos/os', 'ListarOS', 'osCadastro', ({ Cabecalho: head }) => fieldsOf(head)['nCodOS'])
  const taken = new Map<string, string[]>()
  async function fresh(service: string, name: string, rows: string, idOf: (row: Fields) => unknown): Promise<string> {
    const known = taken.get(name) ?? []
    taken.set(name, known)
    if (known.length === 0) {
      for (let page = 1, pages = 1; page <= pages; page++) {
        const { fields } = await company.omie().call(service, name, { pagina: page, registros_por_pagina: 100 })
        pages = Number(fields['total_de_paginas'])
        known.push(...listOf(fields[rows]).map((row) => String(idOf(fieldsOf(row)))))
      }
    }
    const id = known.shift()
    if (id === undefined) throw new Error(`${name} has nothing left`)
    return id
  }

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
    'create-receivable': async () => ({
      clienteId: await customer(),
      valor: '150.00',
      vencimento: '2099-12-31',
      categoria: '1.01.01',
      contaId: company.omie().accountId,
      numeroDocumento: String(++count),
    }),
    'get-receivable': async () => ({ tituloId: await title() }),
    'receive-payment': async () => ({ tituloId: await title(), valor: '1.00' }),
    'issue-boleto': async () => ({ tituloId: await title() }),
    'get-boleto': async () => {
      const tituloId = await title()
      await company.omie().call('financas/contareceberboleto', 'GerarBoleto', { nCodTitulo: Number(tituloId) })
      return { tituloId }
    },
    'create-pix': async () => ({ valor: '9.90', tituloId: await title() }),
    'get-pix-status': async () => {
      const { fields } = await company.omie().call('financas/pix', 'GerarPix', {
        cCodIntPix: `STAGE-${++count}`,
        nCodTitulo: Number(await title()),
        vValor: 9.9,
      })
      return { pixId: String(fields['nIdPix']) }
    },
    'create-service-order': async () => ({
      clienteId: await customer(),
      servicos: [{ descricao: 'Suporte', quantidade: '1', valorUnitario: '150.00', codigoLc116: '1.07', codigoMunicipal: '0107' }],
      categoria: '1.01.02',
      contaId: company.omie().accountId,
      cidade: 'SAO PAULO (SP)',
      numeroCliente: `200${++count}`,
      previsao: '2099-12-31',
    }),
    'invoice-service-order': async () => ({ ordemId: await serviceOrder() }),
    'get-service-order-status': async () => ({ ordemId: await serviceOrder() }),
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
