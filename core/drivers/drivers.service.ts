import type { Pairing } from '../../sdk/driver.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import { toIso } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import type { Session } from './drivers.gen.ts'
import { DRIVER_ANSWERS, type Hosting, type HostingDeps, openHosting } from './hosting.ts'
import { DRIVER_WORK, openRemoteCalls, type RemoteCalls } from './remote-calls.ts'
import { sealer } from './session-seal.ts'
import { findSession, wantSession } from './sessions.store.ts'

export interface DriversDeps extends HostingDeps {
  /** Whether this process holds sessions; one that only serves asks those that do. */
  works: boolean
  listen(channel: string, listener: (payload: string) => void): Promise<void>
  /** The connection, when it is one that a driver serves. */
  connectionOf(tenantId: string, connectionId: string): Promise<{ plugin: string; pairing: readonly string[] } | null>
}

export interface DriversService {
  calls: RemoteCalls
  /** How the session stands; `show`, what links the account, only with `mayLink`. Throws AppError `not_found`. */
  view(tenantId: string, connectionId: string, how: { locale: 'en' | 'pt-BR'; mayLink: boolean }): Promise<Session>
  /** Connects, and links the account first when `pairing` says how. Throws AppError `not_found`, `invalid`. */
  connect(caller: Pick<Caller, 'tenantId' | 'userId'>, connectionId: string, pairing: Pairing | null): Promise<void>
  /** Ends the session. `forget`: unlinks the account, and nothing of it stays. */
  disconnect(caller: Pick<Caller, 'tenantId' | 'userId'>, connectionId: string, how: { forget: boolean }): Promise<void>
  /** Before a connection is deleted: gives the holder a moment to unlink the account. Never rejects. */
  leave(tenantId: string, connectionId: string): Promise<void>
  hosting: Hosting
  start(): Promise<void>
  close(): Promise<void>
}

const LEAVE_MS = 4_000
const LOOK_MS = 200

export function createDrivers(deps: DriversDeps): DriversService {
  const { db, clock, logger } = deps
  const hosting = openHosting(deps)
  const calls = openRemoteCalls(deps)
  const seal = sealer(deps.secrets)

  async function find(tenantId: string, connectionId: string) {
    const connection = await deps.connectionOf(tenantId, connectionId)
    if (connection === null) throw new AppError('not_found')
    return connection
  }

  async function want(
    { tenantId, userId }: Pick<Caller, 'tenantId' | 'userId'>,
    connectionId: string,
    wanted: { plugin: string; desired: 'connected' | 'stopped' | 'forgotten'; pairing: Pairing | null },
  ): Promise<void> {
    await db.forTenant(tenantId, async (trx) => {
      const was = await findSession(trx, connectionId)
      await wantSession(trx, { tenantId, connectionId, ...wanted })
      const told = { detail: { by: wanted.pairing?.by ?? null }, before: { desired: was?.desired }, after: { desired: wanted.desired } }
      await recordAudit(trx, { tenantId, userId, act: 'connection.session', subject: connectionId, ...told }, clock.now())
      await trx.raw('SELECT pg_notify(?, ?)', [DRIVER_WORK, connectionId])
    })
    deps.changed(tenantId, connectionId)
  }

  return {
    calls,
    hosting,
    async view(tenantId, connectionId, { locale, mayLink }) {
      await find(tenantId, connectionId)
      const row = await db.forTenant(tenantId, (trx) => findSession(trx, connectionId))
      if (row === undefined) return { state: 'ended', since: null, reason: null, reasonCode: null, show: null, isHeld: false }
      const { shown, shownKind: kind, shownUntil } = row
      const isOver = shownUntil === null || shownUntil.getTime() <= clock.now()
      return {
        state: row.state,
        since: toIso(row.stateSince.getTime()),
        reason: row.reason?.text[locale] ?? null,
        reasonCode: row.reason?.code ?? null,
        show:
          !mayLink || isOver || shown === null || kind === null
            ? null
            : { kind, value: seal.open({ tenantId, connectionId }, shown), until: toIso(shownUntil.getTime()) },
        isHeld: row.isHeld,
      }
    },
    async connect(caller, connectionId, pairing) {
      const { plugin, pairing: offered } = await find(caller.tenantId, connectionId)
      if (pairing !== null && !offered.includes(pairing.by))
        throw new AppError('invalid', { errors: [{ field: '/by', reason: 'unknown' }] })
      await want(caller, connectionId, { plugin, desired: 'connected', pairing })
    },
    async disconnect(caller, connectionId, { forget }) {
      const { plugin } = await find(caller.tenantId, connectionId)
      await want(caller, connectionId, { plugin, desired: forget ? 'forgotten' : 'stopped', pairing: null })
    },
    async leave(tenantId, connectionId) {
      try {
        const row = await db.forTenant(tenantId, (trx) => findSession(trx, connectionId))
        if (row === undefined) return
        await db.forTenant(tenantId, async (trx) => {
          await wantSession(trx, { tenantId, connectionId, plugin: row.plugin, desired: 'forgotten', pairing: null })
          await trx.raw('SELECT pg_notify(?, ?)', [DRIVER_WORK, connectionId])
        })
        for (let waitedMs = 0; waitedMs < LEAVE_MS; waitedMs += LOOK_MS) {
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
          const now = await db.forTenant(tenantId, (trx) => findSession(trx, connectionId))
          if (now?.desired !== 'forgotten') return
        }
      } catch (error) {
        logger.warn({ err: error, connectionId }, 'account not unlinked')
      } finally {
        await deps.entries
          .drop({ tenantId, connectionId })
          .catch((error: unknown) => logger.warn({ err: error, connectionId }, 'entries left'))
      }
    },
    async start() {
      await deps.listen(DRIVER_ANSWERS, (callId) => calls.answered(callId))
      if (!deps.works) return
      await deps.listen(DRIVER_WORK, () => void hosting.look())
      hosting.start()
    },
    close: () => hosting.stop(),
  }
}
