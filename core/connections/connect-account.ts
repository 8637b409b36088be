import type { Auth } from '../../sdk/manifest.gen.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { signedIn } from './connection-audit.ts'
import {
  deleteConnection,
  findConnection,
  isUniqueViolation,
  lockConnection,
  lockConnectionOfAccount,
  updateConnection,
} from './connections.store.ts'
import type { Account, ConnectionRow, ConnectionsDeps, TestOutcome } from './connections.types.ts'
import { openCredential, sealCredential, succeed } from './credential-parts.ts'
import { lockCredential, moveCredential } from './credentials.store.ts'
import { saveHookRoute } from './hook-routes.store.ts'

export interface NewSignIn {
  tenantId: string
  userId: string
  /** The provisional connection that holds the new tokens. */
  provisionalId: string
  /** Of the OAuth app that was used. */
  appId: string
  auth: Auth
  /** The connection that a person wants to connect again; null: a new one, or the one of the same account. */
  reconnectId: string | null
  /** The person's name for it; null: made of the connector's and the account's. */
  name: string | null
  outcome: TestOutcome
}

export type SignInResult =
  | { ok: true; connectionId: string; isNew: boolean }
  /** `other_account`: signed in as somebody else than the connection is for. `unconfirmed`: whose account it is could not be read. */
  | { ok: false; fault: 'other_account' | 'unconfirmed' }

type Deps = Pick<ConnectionsDeps, 'db' | 'clock' | 'secrets' | 'connectors'>

/**
 * Turns a finished sign-in into a connection: one per account in a workspace. An account that is connected already gets the new
 * tokens; a connection is never pointed at another account behind the back of the flows that use it.
 */
export async function finishSignIn(deps: Deps, signIn: NewSignIn): Promise<SignInResult> {
  try {
    return await finishOnce(deps, signIn)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // Two windows for one account ended at once: now the other one's connection is there to be found.
    return finishOnce(deps, signIn)
  }
}

function finishOnce(deps: Deps, signIn: NewSignIn): Promise<SignInResult> {
  return deps.db.forTenant(signIn.tenantId, async (trx): Promise<SignInResult> => {
    const provisional = await lockConnection(trx, signIn.provisionalId)
    if (provisional === undefined) return { ok: false, fault: 'unconfirmed' }
    const account = signIn.outcome.ok ? signIn.outcome.account : null
    const target = await targetOf(trx, provisional, signIn.reconnectId, account)
    if (target === 'other_account' || target === 'unconfirmed') {
      await deleteConnection(trx, provisional.id)
      return { ok: false, fault: target }
    }
    const isNew = target.id === provisional.id
    if (isNew) await promote(deps, trx, provisional, signIn, account)
    else await renew(deps, trx, target, provisional, signIn, account)
    const act = isNew ? 'connection.created' : 'connection.reconnected'
    const is = await lockConnection(trx, target.id)
    const told = { detail: { plugin: target.plugin }, before: isNew ? {} : signedIn(target), after: is === undefined ? {} : signedIn(is) }
    const by = { tenantId: signIn.tenantId, userId: signIn.userId }
    await recordAudit(trx, { ...by, act, subject: target.id, ...told, secrets: ['credential'] }, deps.clock.now())
    return { ok: true, connectionId: target.id, isNew }
  })
}

async function targetOf(
  trx: Trx,
  provisional: ConnectionRow,
  reconnectId: string | null,
  account: Account | null,
): Promise<ConnectionRow | 'other_account' | 'unconfirmed'> {
  const ofAccount = account === null ? undefined : await lockConnectionOfAccount(trx, provisional.plugin, account.id)
  if (reconnectId === null) return ofAccount ?? provisional
  const wanted = await lockConnection(trx, reconnectId)
  if (wanted === undefined) return ofAccount ?? provisional
  if (account === null) return 'unconfirmed'
  const isSame = wanted.accountId === account.id || (wanted.accountId === null && ofAccount === undefined)
  return isSame ? wanted : 'other_account'
}

async function promote(deps: Deps, trx: Trx, row: ConnectionRow, signIn: NewSignIn, account: Account | null): Promise<void> {
  const displayName = deps.connectors.displayName(row.plugin, 'pt-BR')
  const made = account === null ? displayName : `${displayName}: ${account.label}`
  const name = (signIn.name ?? made).slice(0, 120)
  await updateConnection(trx, row.id, {
    provisional: false,
    name,
    ...testedChange(deps, signIn.outcome),
    ...(account === null ? {} : { account }),
  })
  if (account !== null) await routeHooks(trx, signIn.tenantId, row, signIn.appId, account)
}

/** The tokens move over, and with them the scheme that they are of; what else is provisional about the new one goes. */
async function renew(
  deps: Deps,
  trx: Trx,
  target: ConnectionRow,
  provisional: ConnectionRow,
  signIn: NewSignIn,
  account: Account | null,
): Promise<void> {
  const { tenantId, auth } = signIn
  const [old, fresh] = [await lockCredential(trx, target.id), await lockCredential(trx, provisional.id)]
  if (fresh === undefined) throw new AppError('internal', { cause: new Error('a provisional connection without credential') })
  const next = openCredential(deps.secrets, tenantId, provisional.id, fresh.cipher)
  const last = old === undefined ? null : openOrForget(deps, tenantId, target.id, old.cipher)
  await moveCredential(trx, provisional.id, target.id, sealCredential(deps.secrets, tenantId, target.id, succeed(auth, last, next)))
  await deleteConnection(trx, provisional.id)
  await updateConnection(trx, target.id, {
    authId: provisional.authId,
    ...testedChange(deps, signIn.outcome),
    ...(account === null ? {} : { account }),
  })
  if (account !== null) await routeHooks(trx, tenantId, target, signIn.appId, account)
}

/** Connecting again is also the way out of a credential that cannot be read any more. */
function openOrForget(deps: Deps, tenantId: string, connectionId: string, cipher: string) {
  try {
    return openCredential(deps.secrets, tenantId, connectionId, cipher)
  } catch {
    return null // Nothing of it can be masked, because nothing of it can be known.
  }
}

/** After a test of an existing connection. Throws AppError `already_connected` when another connection is for that account. */
export async function applyTest(deps: Deps, tenantId: string, connectionId: string, appId: string, outcome: TestOutcome): Promise<void> {
  try {
    await deps.db.forTenant(tenantId, async (trx) => {
      const row = await lockConnection(trx, connectionId)
      if (row === undefined) throw new AppError('not_found')
      const account = outcome.ok && row.accountId === null ? outcome.account : null
      const isOff = row.statusReason === 'deactivated'
      const change =
        (outcome.ok && !isOff) || row.status === 'untested' ? testedChange(deps, outcome) : { lastTestedAt: new Date(deps.clock.now()) }
      await updateConnection(trx, connectionId, { ...change, ...(account === null ? {} : { account }) })
      if (account !== null) await routeHooks(trx, tenantId, row, appId, account)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('already_connected', { params: { account: outcome.ok ? (outcome.account?.label ?? '') : '' }, cause: error })
  }
}

function testedChange({ clock }: Deps, outcome: TestOutcome) {
  const lastTestedAt = new Date(clock.now())
  if (outcome.ok) return { lastTestedAt, status: { is: 'connected' as const, reason: null, detail: null } }
  return { lastTestedAt, status: { is: 'untested' as const, reason: 'test_failed' as const, detail: outcome.reason } }
}

async function routeHooks(trx: Trx, tenantId: string, row: ConnectionRow, appId: string, account: Account): Promise<void> {
  await saveHookRoute(trx, { tenantId, plugin: row.plugin, appId, accountId: account.id, connectionId: row.id })
}

/** As it is now. Provisional ones are found: they are being tested. */
export async function readConnection(deps: Pick<Deps, 'db'>, tenantId: string, connectionId: string): Promise<ConnectionRow | null> {
  return (await deps.db.forTenant(tenantId, (trx) => findConnection(trx, connectionId))) ?? null
}
