import type { EmulatorAnswer, EmulatorRequest } from '@tomada/sdk/emulator'
import type { Erp } from './erp.ts'
import type { Account, Plan } from './erp.types.ts'
import { failed, V2 } from './v2/envelope.ts'
import { accountOfToken, V3 } from './v3/signed-in.ts'

const MINUTE_MS = 60_000
const SECOND_MS = 1_000

/** Requests and batch calls per minute of API v2. */
export const V2_PLANS: Readonly<Record<Plan, { requests: number; batches: number }>> = {
  comecar: { requests: 0, batches: 0 },
  crescer: { requests: 30, batches: 5 },
  evoluir: { requests: 60, batches: 5 },
  potencializar: { requests: 120, batches: 5 },
}

/** Requests and writes per minute of API v3. */
export const V3_PLANS: Readonly<Record<Plan, { total: number; writes: number }>> = {
  comecar: { total: 0, writes: 0 },
  crescer: { total: 60, writes: 30 },
  evoluir: { total: 120, writes: 60 },
  potencializar: { total: 240, writes: 100 },
}

/** The limits of the account, shared by everything that calls with one of its credentials. */
export function admit(erp: Erp, request: EmulatorRequest): EmulatorAnswer | null {
  if (request.path.startsWith(V2)) return admitV2(erp, request)
  return request.path.startsWith(V3) ? admitV3(erp, request) : null
}

function admitV2(erp: Erp, request: EmulatorRequest): EmulatorAnswer | null {
  const fields = fieldsOfV2(request)
  const account = erp.accounts.find((one) => one.token === fields.get('token'))
  if (account === undefined) return null
  if (erp.limits.busyTimes > 0) {
    erp.limits.busyTimes -= 1
    return failed(fields, 11, 'API Bloqueada - Excedido o número de acessos simultâneos')
  }
  const { requests, batches } = V2_PLANS[account.plan]
  if (requests === 0 || !erp.limits.areKept) return null
  const now = erp.world.clock.now()
  const isOver = count(account.calls.v2, now, requests) || (isBatch(fields) && count(account.calls.v2Batches, now, batches))
  return isOver ? withV2Limit(account, failed(fields, 6, 'API Bloqueada - Excedido o número de acessos a API')) : null
}

/** `x-limit-api` tells the account's requests per minute with every answer. */
export function withV2Limit(account: Account, answer: EmulatorAnswer): EmulatorAnswer {
  return { ...answer, headers: { ...answer.headers, 'x-limit-api': String(V2_PLANS[account.plan].requests) } }
}

export function fieldsOfV2(request: EmulatorRequest): URLSearchParams {
  return request.method === 'GET' ? request.query : request.form
}

/** Several records in one call. */
function isBatch(fields: URLSearchParams): boolean {
  const text = fields.get('produto') ?? fields.get('contato') ?? ''
  return (text.match(/"sequencia"/g) ?? []).length > 1
}

function admitV3(erp: Erp, request: EmulatorRequest): EmulatorAnswer | null {
  const known = accountOfToken(erp, request)
  if (known === null || !erp.limits.areKept) return null
  const { calls, plan } = known.account
  const now = erp.world.clock.now()
  const burst = erp.limits.burstPerSecond
  const isBurst = burst > 0 && calls.v3.filter((at) => at > now - SECOND_MS).length >= burst
  const isWrite = request.method !== 'GET'
  const isOver = isBurst || count(calls.v3, now, V3_PLANS[plan].total) || (isWrite && count(calls.v3Writes, now, V3_PLANS[plan].writes))
  return isOver ? { status: 429, headers: limitHeaders(erp, known.account) } : null
}

/** On every answer of v3, in the casing that the gateway feels like. */
export function limitHeaders(erp: Erp, account: Account): Record<string, string> {
  const name = `X-${erp.limits.headerCase}-`
  const { total } = V3_PLANS[account.plan]
  const now = erp.world.clock.now()
  const oldest = account.calls.v3.find((at) => at > now - MINUTE_MS) ?? now
  return {
    [`${name}Limit`]: String(total),
    [`${name}Remaining`]: String(Math.max(0, total - account.calls.v3.length)),
    [`${name}Reset`]: String(Math.max(1, Math.ceil((oldest + MINUTE_MS - now) / 1000))),
    'X-Request-Id': erp.random.hex(32),
  }
}

/** Whether this request is one too many within the minute; it counts only when it is not. */
function count(instants: number[], now: number, quota: number): boolean {
  while (instants[0] !== undefined && instants[0] <= now - MINUTE_MS) instants.shift()
  if (instants.length >= quota) return true
  instants.push(now)
  return false
}
