import type { EmulatorAnswer, EmulatorRequest, EmulatorRoute } from '@tomada/sdk/emulator'
import { fieldsOfV2, withV2Limit } from '../admission.ts'
import type { Erp } from '../erp.ts'
import type { Account } from '../erp.types.ts'
import { contactOperations } from './contacts.ts'
import { failed, V2 } from './envelope.ts'
import { invoiceOperations } from './invoices.ts'
import { lookupOperations } from './lookups.ts'
import { orderOperations } from './orders.ts'
import { productOperations } from './products.ts'
import { stockOperations } from './stock.ts'

export interface Call {
  erp: Erp
  account: Account
  fields: URLSearchParams
  requestId: number
}

export type Operation = (call: Call) => EmulatorAnswer

/** Every operation of API v2 by its file name; the suffix is not needed everywhere. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...productOperations,
  ...stockOperations,
  ...contactOperations,
  ...orderOperations,
  ...invoiceOperations,
  ...lookupOperations,
}

export function v2Routes(erp: Erp): EmulatorRoute[] {
  const path = `${V2}:operation`
  const answer = (request: EmulatorRequest) => answerV2(erp, request)
  return [
    { method: 'POST', path, answer },
    { method: 'GET', path, answer },
  ]
}

function answerV2(erp: Erp, request: EmulatorRequest): EmulatorAnswer {
  const fields = fieldsOfV2(request)
  const token = fields.get('token') ?? ''
  if (token === '') return failed(fields, 1, 'Token não informado')
  const account = erp.accounts.find((one) => one.token === token)
  if (account === undefined) return failed(fields, 2, 'Token inválido')
  request.caller = account.login
  if (account.plan === 'comecar') return failed(fields, 5, 'API bloqueada ou sem acesso')
  if (account.isBlocked) return failed(fields, 8, 'Empresa bloqueada')
  const operation = OPERATIONS[(request.params['operation'] ?? '').replace(/\.php$/, '')]
  if (operation === undefined) return { status: 404, text: 'File not found.' }
  return withV2Limit(account, operation({ erp, account, fields, requestId: request.id }))
}
