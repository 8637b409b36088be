import type { EmulatorAnswer, EmulatorRequest, EmulatorRoute } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Account } from '../erp.types.ts'
import { refusal } from './answers.ts'

export const V3 = '/public-api/v3'

export type AccountAnswer = (request: EmulatorRequest, account: Account) => EmulatorAnswer

/** The account whose token the request carries, live or not: limits count for it either way. */
export function accountOfToken(erp: Erp, request: EmulatorRequest): { account: Account; isLive: boolean } | null {
  const name = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
  const token = erp.accessTokens.get(name)
  const grant = token && erp.grants.get(token.grantId)
  const account = grant && erp.accounts.find((one) => one.login === grant.login)
  if (!token || !grant || !account) return null
  return { account, isLive: !grant.revoked && token.expiresAt > erp.world.clock.now() }
}

/** A route of API v3. A token that is not good gets 401 from the gateway, without a body. */
export function v3Route(erp: Erp, method: string, path: string, answer: AccountAnswer): EmulatorRoute {
  return {
    method,
    path: `${V3}${path}`,
    answer(request) {
      const known = accountOfToken(erp, request)
      if (known === null || !known.isLive) return { status: 401 }
      request.caller = known.account.login
      if (known.account.isBlocked) return refusal(403, 'Conta bloqueada')
      return answer(request, known.account)
    },
  }
}
