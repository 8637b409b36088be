import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, empty, fieldsOf, json, numberOf } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company, Product } from '../erp.types.ts'
import { emptyBody, invalidQuery, notFound } from '../errors.ts'
import { bracketed } from '../listing.ts'
import { authorized } from '../oauth/grants.ts'
import { tellMovement } from '../webhooks/stock-events.ts'
import { physicalBalance, reservedQuantity, virtualBalance } from './balances.ts'
import { moveStock } from './move-stock.ts'

export function stockRoutes(erp: Erp): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path: `/Api/v3${path}`,
    answer: authorized(erp, 'stock', answer),
  })
  return [
    route('GET', '/estoques/saldos', (request, company) => listBalances(request, company, null)),
    route('GET', '/estoques/saldos/:deposit', (request, company) => listBalances(request, company, Number(request.params['deposit']))),
    route('POST', '/estoques', (request, company) => postMovement(erp, request, company)),
    route('PUT', '/estoques/:id', (request, company) => changeMovement(erp, request, company)),
  ]
}

/** Without `filtroSaldoEstoque` only positive balances are in the answer: absent does not mean unknown product. */
function listBalances(request: EmulatorRequest, company: Company, depositId: number | null): EmulatorAnswer {
  const { query } = request
  const ids = bracketed(query, 'idsProdutos')
  const codes = bracketed(query, 'codigos')
  if (ids === null && codes === null) return invalidQuery('O parâmetro deve ser informado', 'idsProdutos')
  const filter = query.get('filtroSaldoEstoque') ?? '1'
  const rows = [...company.products.values()].filter(
    (product) =>
      (ids === null || ids.includes(String(product.id))) &&
      (codes === null || codes.includes(String(product.body['codigo']))) &&
      fitsBalance(virtualBalance(company, product), filter),
  )
  return json(200, { data: rows.map((product) => viewBalance(company, product, depositId)) })
}

function fitsBalance(balance: number, filter: string): boolean {
  if (filter === '0') return balance === 0
  return filter === '2' ? balance < 0 : balance > 0
}

function viewBalance(company: Company, product: Product, depositId: number | null): Record<string, unknown> {
  const produto = { id: product.id, codigo: product.body['codigo'] }
  if (depositId !== null) {
    const physical = product.stock.get(depositId) ?? 0
    return { produto, saldoFisicoTotal: physical, saldoVirtualTotal: physical - reservedQuantity(company, product) }
  }
  return {
    produto,
    saldoFisicoTotal: physicalBalance(company, product),
    saldoVirtualTotal: virtualBalance(company, product),
    depositos: viewDeposits(company, product),
  }
}

/** Reservations weigh on the account's first depósito. */
function viewDeposits(company: Company, product: Product): unknown[] {
  const reserved = reservedQuantity(company, product)
  return [...product.stock].map(([id, quantity], index) => ({
    id,
    saldoFisico: quantity,
    saldoVirtual: index === 0 ? quantity - reserved : quantity,
  }))
}

function postMovement(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  const product = company.products.get(numberOf(fieldsOf(body['produto'])['id']) ?? 0)
  const depositId = numberOf(fieldsOf(body['deposito'])['id']) ?? 0
  const quantity = numberOf(body['quantidade'])
  const operation = (['B', 'E', 'S'] as const).find((known) => known === (body['operacao'] ?? 'B'))
  if (!product || !company.deposits.some((deposit) => deposit.id === depositId)) return notFound()
  if (quantity === undefined || !operation) return invalidQuery('A operação e a quantidade devem ser informadas', 'operacao')
  const details = { preco: body['preco'], custo: body['custo'], observacoes: body['observacoes'] }
  const { id } = moveStock(erp, company, product, { depositId, operation, quantity, details })
  erp.world.ledger.record({
    kind: 'stock.moved',
    // Bling takes no key: what tells one posting from another is what was posted, where.
    key: `${product.id}/${depositId}`,
    id: String(id),
    account: company.id,
    requestId: request.id,
    details: { produto: product.id, deposito: depositId, operacao: operation, quantidade: quantity },
  })
  return json(201, { data: { id } })
}

/** Price, cost and remarks of a posting, never its quantity. */
function changeMovement(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const movement = company.movements.get(Number(request.params['id']))
  if (!movement) return notFound()
  const { preco, precoCusto, observacoes } = fieldsOf(request.json)
  movement.details = { ...movement.details, preco, custo: precoCusto, observacoes }
  tellMovement(erp, company, movement, 'updated')
  return empty(204)
}
