import { type EmulatorRoute, fieldsOf, json, numberOf, textOf } from '@tomada/sdk/emulator'
import { balanceOf, reservedOf } from '../books/balances.ts'
import { defaultDeposit, moveStock } from '../books/stock-book.ts'
import type { Erp } from '../erp.ts'
import type { Account, Product } from '../erp.types.ts'
import { invalid, notFound } from './answers.ts'
import { v3Route } from './signed-in.ts'

const OPERATIONS = ['B', 'E', 'S'] as const

export function stockRoutes(erp: Erp): EmulatorRoute[] {
  return [
    v3Route(erp, 'GET', '/estoque/:id', (request, account) => {
      const product = account.products.get(Number(request.params['id']))
      return product === undefined ? notFound() : json(200, viewStock(account, product))
    }),
    v3Route(erp, 'POST', '/estoque/:id', (request, account) => {
      const product = account.products.get(Number(request.params['id']))
      if (product === undefined) return notFound()
      const body = fieldsOf(request.json)
      const operation = OPERATIONS.find((one) => one === (textOf(body['tipo']) ?? 'B'))
      const quantity = numberOf(body['quantidade'])
      if (operation === undefined) return invalid('tipo', 'Tipo de lançamento inválido')
      if (quantity === undefined) return invalid('quantidade', 'Este valor não deveria ser nulo.')
      if (numberOf(body['precoUnitario']) === undefined) return invalid('precoUnitario', 'Este valor não deveria ser nulo.')
      const id = numberOf(fieldsOf(body['deposito'])['id'])
      const deposit = id === undefined ? defaultDeposit(account) : account.deposits.find((one) => one.id === id)
      if (deposit === undefined) return invalid('deposito.id', 'Depósito não encontrado')
      // No key and no memory of an earlier one: a repeated E or S counts twice.
      return json(200, { idLancamento: moveStock(erp, account, { product, deposit, operation, quantity, requestId: request.id }) })
    }),
    // A raw list, without the envelope of the others.
    v3Route(erp, 'GET', '/depositos', (_request, account) =>
      json(
        200,
        account.deposits.map(({ id, name, ignored, isDefault }) => ({
          id,
          descricao: name,
          tipo: 'P',
          desconsideraSaldo: ignored,
          padrao: isDefault,
          possuiReserva: true,
        })),
      ),
    ),
  ]
}

function viewStock(account: Account, product: Product) {
  const saldo = balanceOf(account, product)
  const reservado = reservedOf(account, product)
  return {
    id: product.id,
    nome: product.name,
    codigo: product.sku,
    unidade: product.unit,
    saldo,
    reservado,
    disponivel: saldo - reservado,
    localizacao: '',
    depositos: account.deposits.map(({ id, name, ignored }) => {
      const held = product.stock.get(id) ?? 0
      return { id, nome: name, desconsiderar: ignored, saldo: held, reservado: 0, disponivel: held, empresa: account.name }
    }),
  }
}
