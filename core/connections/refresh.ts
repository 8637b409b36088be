import { setTimeout as sleep } from 'node:timers/promises'
import { SendFailure } from '../egress/send-failure.ts'
import { newSeed } from '../platform/ids.ts'
import { updateConnection } from './connections.store.ts'
import type { ConnectionsDeps, StatusReason } from './connections.types.ts'
import { openCredential, sealCredential, succeed } from './credential-parts.ts'
import { timesOf } from './credential-times.ts'
import {
  claimRefresh,
  findWithCredential,
  lockCredential,
  readRefreshState,
  replaceCredential,
  restRefresh,
  stopKeepAlive,
} from './credentials.store.ts'
import type { RenewableAuth, Renewal } from './renewal.types.ts'
import type { Renewals } from './renewals.ts'
import { TOKEN_TIMEOUT_MS } from './token-client.ts'

/** Longer than the token request can take: while the lease stands, the one who holds it is still at work or dead. */
const LEASE_MS = TOKEN_TIMEOUT_MS + 15_000
const REST_AFTER_FAILURE_MS = 5_000
const LOOK_AGAIN_MS = 100

export interface RefreshRequest {
  tenantId: string
  connectionId: string
  plugin: string
  auth: RenewableAuth
  /** The version that is near its end, or was not accepted. */
  version: number
}

/** `renewed`: the stored version is a newer one now. `lost`: a person has to connect again. */
export type RefreshResult = 'renewed' | 'lost'

/** Throws SendFailure when it is not known yet: the token endpoint cannot be reached, or asks to wait. */
export type Refresh = (request: RefreshRequest) => Promise<RefreshResult>

type Deps = Pick<ConnectionsDeps, 'db' | 'clock' | 'secrets' | 'logger' | 'notify' | 'lost'> & { renew: Renewals }

/**
 * One token request or sign-in in the whole cluster, however many runs want a fresh one (security.md C19): a leased row decides between
 * processes, a shared promise between callers of one. The new pair is stored in one statement as soon as it is read. A process
 * that dies between the provider's answer and that statement loses a rotated pair; nothing can prevent it, the connection then
 * asks to be connected again.
 */
export function createRefresh(deps: Deps): Refresh {
  const running = new Map<string, Promise<RefreshResult>>()
  return (request) => {
    const key = `${request.tenantId}/${request.connectionId}/${request.version}`
    const shared = running.get(key)
    if (shared !== undefined) return shared
    const own = refreshInTurn(deps, request).finally(() => running.delete(key))
    running.set(key, own)
    return own
  }
}

async function refreshInTurn(deps: Deps, request: RefreshRequest): Promise<RefreshResult> {
  const { tenantId, connectionId, version } = request
  const owner = newSeed()
  for (let waitedMs = 0; waitedMs <= LEASE_MS; waitedMs += LOOK_AGAIN_MS) {
    if (await deps.db.forTenant(tenantId, (trx) => claimRefresh(trx, connectionId, version, owner, LEASE_MS))) {
      return refreshAsOwner(deps, request, owner)
    }
    const state = await deps.db.forTenant(tenantId, (trx) => readRefreshState(trx, connectionId))
    if (state === undefined) return 'lost'
    if (state.version !== version) return 'renewed'
    if (state.is === 'resting') throw new SendFailure('network', 'the token could not be renewed a moment ago', undefined, state.leftMs)
    if (state.is === 'busy') await sleep(LOOK_AGAIN_MS)
  }
  throw new SendFailure('network', 'another process is still renewing the token', undefined, REST_AFTER_FAILURE_MS)
}

async function refreshAsOwner(deps: Deps, request: RefreshRequest, owner: string): Promise<RefreshResult> {
  try {
    const answer = await askProvider(deps, request)
    if (answer === 'gone') {
      await deps.db.forTenant(request.tenantId, (trx) => restRefresh(trx, request.connectionId, owner, 0))
      return 'lost'
    }
    if (answer === 'no_refresh') return await lose(deps, request, owner, 'no_refresh', null)
    if (answer.ok) return await keep(deps, request, answer)
    deps.logger.warn({ connectionId: request.connectionId, plugin: request.plugin, fault: answer.fault }, 'token not renewed')
    if (answer.fault === 'grant') return await lose(deps, request, owner, 'grant_revoked', answer.message)
    if (answer.fault === 'credential') return await lose(deps, request, owner, 'credential_rejected', answer.message)
    if (answer.fault === 'app') return await lose(deps, request, owner, 'app_rejected', answer.message)
    const restMs = Math.max(answer.retryAfterMs ?? 0, REST_AFTER_FAILURE_MS)
    throw new SendFailure('network', `the token could not be renewed: ${answer.message}`, undefined, restMs)
  } catch (error) {
    const restMs = error instanceof SendFailure ? (error.retryAfterMs ?? REST_AFTER_FAILURE_MS) : REST_AFTER_FAILURE_MS
    await deps.db.forTenant(request.tenantId, (trx) => restRefresh(trx, request.connectionId, owner, restMs))
    throw error
  }
}

async function askProvider(deps: Deps, request: RefreshRequest): Promise<Renewal | 'no_refresh' | 'gone'> {
  const { tenantId, connectionId, plugin, auth } = request
  const row = await deps.db.forTenant(tenantId, (trx) => findWithCredential(trx, connectionId))
  // Whoever held the lease before may have given the connection up: asking again could be the try that locks an account.
  if (row === undefined || row.status === 'reconnect_needed') return 'gone'
  const stored = openCredential(deps.secrets, tenantId, connectionId, row.cipher)
  return deps.renew({ tenantId, plugin, auth, stored, ownSettings: row.settings })
}

/** The pair is written before anything else happens with it. */
async function keep(deps: Deps, request: RefreshRequest, answer: Extract<Renewal, { ok: true }>): Promise<RefreshResult> {
  const { tenantId, connectionId, version, auth } = request
  const times = timesOf(auth, deps.clock.now(), answer.expiresInSeconds)
  return deps.db.forTenant(tenantId, async (trx) => {
    const row = await lockCredential(trx, connectionId)
    if (row === undefined) return 'lost'
    const last = openCredential(deps.secrets, tenantId, connectionId, row.cipher)
    const { fields, secretNames } = last
    const { signedIn } = answer
    // Whose account it is, a refresh need not say again.
    const claims = answer.tokens?.claims ?? last.tokens?.claims
    const tokens = answer.tokens === null || claims === undefined ? answer.tokens : { ...answer.tokens, claims }
    const next = succeed(auth, last, {
      fields,
      tokens,
      ...(secretNames === undefined ? {} : { secretNames }),
      ...(signedIn === undefined ? {} : { signedIn }),
    })
    await replaceCredential(trx, connectionId, version, sealCredential(deps.secrets, tenantId, connectionId, next), times)
    return 'renewed'
  })
}

/** Only who still owns the refresh of this version may give the connection up: somebody else may have renewed it by now. */
async function lose(
  deps: Deps,
  request: RefreshRequest,
  owner: string,
  reason: StatusReason,
  detail: string | null,
): Promise<RefreshResult> {
  const { tenantId, connectionId, version } = request
  const result = await deps.db.forTenant(tenantId, async (trx): Promise<RefreshResult> => {
    const row = await lockCredential(trx, connectionId)
    if (row === undefined) return 'lost'
    if (row.version !== version) return 'renewed'
    await restRefresh(trx, connectionId, owner, 0)
    await stopKeepAlive(trx, connectionId)
    await updateConnection(trx, connectionId, { status: { is: 'reconnect_needed', reason, detail } })
    return 'lost'
  })
  if (result === 'lost') {
    deps.notify(tenantId, 'connections', [connectionId])
    deps.lost?.(tenantId, connectionId)
  }
  return result
}
