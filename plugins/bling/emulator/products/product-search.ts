import { type EmulatorAnswer, type EmulatorRequest, fieldsOf, listOf, textOf } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company, Product } from '../erp.types.ts'
import { bracketed, page, readPeriod } from '../listing.ts'
import { virtualBalance } from '../stock/balances.ts'
import { viewProductRow } from './product-view.ts'

// "Últimos incluídos" is the default; how far back it reaches is not documented.
const RECENT_MS = 30 * 86_400_000

/** `GET /produtos`. Without `criterio` only the last included are found. */
export function listProducts(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const { query } = request
  const now = erp.world.clock.now()
  const included = readPeriod(query, 'dataInclusao', now)
  const changed = readPeriod(query, 'dataAlteracao', now)
  if (included && 'refusal' in included) return included.refusal
  if (changed && 'refusal' in changed) return changed.refusal
  const found = [...company.products.values()].filter(
    (product) =>
      fitsCriterion(product, query.get('criterio') ?? '1', now) &&
      fitsType(product, query.get('tipo') ?? 'T') &&
      fitsLists(product, query) &&
      fitsBalance(company, product, query) &&
      (textOf(product.body['nome']) ?? '').toLowerCase().includes((query.get('nome') ?? '').toLowerCase()) &&
      (included === null || (product.createdAt >= included.from && product.createdAt <= included.to)) &&
      (changed === null || (product.updatedAt >= changed.from && product.updatedAt <= changed.to)),
  )
  return page(query, found, (product) => viewProductRow(company, product))
}

function fitsCriterion(product: Product, criterion: string, now: number): boolean {
  const status = product.body['situacao']
  if (criterion === '5') return true
  if (criterion === '4') return status === 'E'
  if (criterion === '3') return status === 'I'
  if (criterion === '2') return status === 'A'
  return status !== 'E' && now - product.createdAt <= RECENT_MS
}

function fitsType(product: Product, type: string): boolean {
  const { tipo, formato } = product.body
  switch (type) {
    case 'P':
      return tipo === 'P'
    case 'S':
      return tipo === 'S'
    case 'E':
      return formato === 'E'
    case 'PS':
      return tipo === 'P' && formato === 'S'
    case 'C':
      return formato === 'V'
    case 'V':
      return product.parentId !== null
    default:
      return true
  }
}

function single(query: URLSearchParams, name: string): string[] | null {
  const value = query.get(name)
  return value === null ? null : [value]
}

/** Products that are composed of this one. */
function fitsComponent(product: Product, id: string | null): boolean {
  const parts = listOf(fieldsOf(product.body['estrutura'])['componentes'])
  return id === null || parts.some((part) => String(fieldsOf(fieldsOf(part)['produto'])['id']) === id)
}

function fitsLists(product: Product, query: URLSearchParams): boolean {
  const fits = (values: string[] | null, value: unknown) => values === null || values.includes(String(value))
  return (
    fits(bracketed(query, 'idsProdutos'), product.id) &&
    fits(bracketed(query, 'codigos'), product.body['codigo']) &&
    fits(bracketed(query, 'gtins'), product.body['gtin']) &&
    fits(single(query, 'idCategoria'), fieldsOf(product.body['categoria'])['id']) &&
    fitsComponent(product, query.get('idComponente'))
  )
}

/** `filtroSaldoEstoqueDeposito` names the depósito whose balance is meant. */
function fitsBalance(company: Company, product: Product, query: URLSearchParams): boolean {
  const filter = query.get('filtroSaldoEstoque')
  if (filter === null) return true
  const deposit = query.get('filtroSaldoEstoqueDeposito')
  const balance = deposit === null ? virtualBalance(company, product) : (product.stock.get(Number(deposit)) ?? 0)
  if (filter === '0') return balance === 0
  return filter === '2' ? balance < 0 : balance > 0
}
