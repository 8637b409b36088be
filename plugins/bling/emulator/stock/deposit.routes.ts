import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  type Fields,
  fieldsOf,
  flagOf,
  json,
  numberOf,
  textOf,
} from '@tomada/sdk/emulator'
import { type Erp, newId } from '../erp.ts'
import type { Company, Deposit } from '../erp.types.ts'
import { emptyBody, notFound, validationFailure } from '../errors.ts'
import { page } from '../listing.ts'
import { authorized } from '../oauth/grants.ts'

const MOST = 100

/** Depósitos of an account. There is no DELETE. */
export function depositRoutes(erp: Erp): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path: `/Api/v3/depositos${path}`,
    answer: authorized(erp, 'stock', answer),
  })
  const one = (method: string, answer: (deposit: Deposit, request: EmulatorRequest) => EmulatorAnswer) =>
    route(method, '/:id', (request, company) => {
      const deposit = company.deposits.find((known) => String(known.id) === request.params['id'])
      return deposit ? answer(deposit, request) : notFound()
    })
  return [
    route('GET', '', listDeposits),
    route('POST', '', (request, company) => createDeposit(erp, request, company)),
    one('GET', (deposit) => json(200, { data: deposit })),
    one('PUT', (deposit, request) => {
      const body = fieldsOf(request.json)
      if (Object.keys(body).length === 0) return emptyBody()
      Object.assign(deposit, readDeposit(body))
      return empty(204)
    }),
  ]
}

/** Active ones, unless asked otherwise. */
function listDeposits({ query }: EmulatorRequest, company: Company): EmulatorAnswer {
  const name = (query.get('descricao') ?? '').toLowerCase()
  const status = query.get('situacao') ?? '1'
  const found = company.deposits.filter((deposit) => String(deposit.situacao) === status && deposit.descricao.toLowerCase().includes(name))
  return page(query, found, (deposit) => deposit)
}

function createDeposit(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  if (company.deposits.length >= MOST) {
    return validationFailure('Não foi possível salvar o depósito', 'Ocorreu um erro ao validar os dados recebidos.', [
      { code: 1, msg: `O limite de ${MOST} depósitos foi atingido`, element: 'depositos', namespace: 'DEPOSITOS' },
    ])
  }
  const deposit = { id: newId(erp), ...readDeposit(body) }
  company.deposits.push(deposit)
  return json(201, { data: { id: deposit.id } })
}

function readDeposit(body: Fields): Omit<Deposit, 'id'> {
  return {
    descricao: textOf(body['descricao']) ?? '',
    situacao: numberOf(body['situacao']) ?? 1,
    padrao: flagOf(body['padrao']) ?? false,
    desconsiderarSaldo: flagOf(body['desconsiderarSaldo']) ?? false,
  }
}
