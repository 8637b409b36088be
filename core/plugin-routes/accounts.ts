import type { ConnectionRow } from '../connections/connections.types.ts'
import { AppError } from '../platform/errors.ts'
import type { OperationRequest } from './operation.types.ts'

export type AccountSource = (tenantId: string) => Promise<ConnectionRow[]>

export const CONNECTION_PARAM = { type: 'string', minLength: 1, maxLength: 200 }

/** The connections of one workspace to one connector. */
export async function accountsOf(source: AccountSource, tenantId: string, plugin: string): Promise<ConnectionRow[]> {
  return (await source(tenantId)).filter((row) => row.plugin === plugin)
}

/**
 * The connection that a caller names: by its id, or by the provider's id of the account. Null: none was named. Throws AppError
 * `not_found`, alike for what is unknown, another workspace's or another connector's.
 */
export async function namedAccount(
  source: AccountSource,
  plugin: string,
  { caller, input }: OperationRequest,
): Promise<ConnectionRow | null> {
  const named = input['connectionId']
  if (named === undefined) return null
  const found = (await accountsOf(source, caller.tenantId, plugin)).find((row) => row.id === named || row.accountId === named)
  if (found === undefined) throw new AppError('not_found')
  return found
}

/** The one that is named, or the only one there is. Throws AppError `not_found` when there is none, `invalid` when there are several. */
export async function requireAccount(source: AccountSource, plugin: string, request: OperationRequest): Promise<ConnectionRow> {
  const named = await namedAccount(source, plugin, request)
  if (named !== null) return named
  const all = await accountsOf(source, request.caller.tenantId, plugin)
  const [only] = all
  if (only !== undefined && all.length === 1) return only
  if (only === undefined) throw new AppError('not_found')
  const reason = SEVERAL[request.locale]
  throw new AppError('invalid', { errors: [{ field: `query/${request.shown('connectionId')}`, reason }] })
}

const SEVERAL = { en: 'several accounts are connected: say which', 'pt-BR': 'há várias contas conectadas: diga qual' }
