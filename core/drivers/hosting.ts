import type { DriverEntry, SessionState } from '../../sdk/driver.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import { declaresHost } from '../egress/check-url.ts'
import type { EgressRule } from '../egress/egress.types.ts'
import type { Endpoints } from '../egress/endpoints.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError, toError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import type { SecretBox } from '../platform/secrets.ts'
import { saveAnswer } from './calls.store.ts'
import { claimSessions, dropOld, renewLeases, takeCalls, type WaitingCall } from './cross-tenant.store.ts'
import { type DriverProcess, startDriverProcess } from './driver-process.ts'
import type { CallResult, HeldSession } from './drivers.types.ts'
import type { EntryStore } from './entry-store.types.ts'
import type { Answer, Question } from './protocol.types.ts'
import { sealer } from './session-seal.ts'
import { DEFAULT_TIMING, type SessionTiming } from './session-timing.ts'
import { endSession, releaseSession, saveState } from './sessions.store.ts'

export interface HostingDeps {
  db: Database
  clock: Clock
  logger: Logger
  secrets: SecretBox
  endpoints: Endpoints
  /** Where what drivers keep is kept. */
  entries: EntryStore
  /** Of this process: two never share one. */
  holder: string
  /** Where the driver process may leave what it is working on. */
  tempDir: string
  /** Folders of the connectors. */
  readable: readonly string[]
  timing?: SessionTiming
  /** Path of the connector's `driver.ts`; null when it has none. */
  moduleOf(plugin: string): string | null
  egressRules(plugin: string): readonly EgressRule[]
  settingsOf(tenantId: string, connectionId: string): Promise<{ [name: string]: Json } | null>
  /** Stores one message of the provider; resolves when it is on disk. */
  deliver(held: HeldSession, body: Json): Promise<void>
  /** After the commit. */
  changed(tenantId: string, connectionId: string): void
  /** The account was linked, or works again. Throws AppError `already_connected`. */
  connected(tenantId: string, connectionId: string): Promise<void>
  /** It needs a person now. */
  lost(tenantId: string, connectionId: string, reason: string): Promise<void>
  /** Tests listen to what a driver process prints. */
  output?: 'ignore' | 'pipe'
}

interface Hosted {
  held: HeldSession
  key: string
  /** As JSON: with others, it is opened anew. */
  settings: string
  /** One after the other, so that the last thing said is the last thing stored. */
  reports: Promise<void>
}

export interface Hosting {
  /** Looks at once instead of at the next beat. Never rejects. */
  look(): Promise<void>
  start(): void
  stop(): Promise<void>
  /** The driver process, when there is one: for tests that end it. */
  process(): DriverProcess | null
}

const CLAIM_BATCH = 50
export const DRIVER_ANSWERS = 'driver_answers'

/**
 * Holds sessions in this worker: takes leases, keeps them, and gives them up before they could be somebody else's. The lease decides
 * who may have a socket open; a process that cannot renew it in time ends its driver process, and every socket with it.
 */
export function openHosting(deps: HostingDeps): Hosting {
  const { db, clock, logger, holder } = deps
  const timing = deps.timing ?? DEFAULT_TIMING
  const seal = sealer(deps.secrets)
  const hosted = new Map<string, Hosted>()
  let driver: DriverProcess | null = null
  let timer: NodeJS.Timeout | null = null
  let looking: Promise<void> | null = null
  let again = false
  let renewedAt = clock.monotonicMs()
  let isStopped = false
  let opened = 0

  const find = (key: string): Hosted => {
    const found = hosted.get(key)
    if (found === undefined) throw new Error('this session is not held here')
    return found
  }

  async function ask(key: string, question: Question): Promise<Answer> {
    const { held } = find(key)
    switch (question.ask) {
      case 'get': {
        const rows = await deps.entries.read(held, question.kind, question.ids)
        return { found: Object.fromEntries(rows.map(({ id, value }) => [id, seal.open(held, value)])) }
      }
      case 'set':
        await write(held, question.entries)
        return { done: true }
      case 'clear':
        await deps.entries.clear(held)
        return { done: true }
      case 'deliver':
        await deps.deliver(held, question.body)
        return { done: true }
      case 'route':
        return { route: routeOf(held, question.hostname, question.port) }
    }
  }

  async function write(held: HeldSession, entries: readonly DriverEntry[]): Promise<void> {
    const kept = entries.flatMap(({ value, ...entry }) => (value === null ? [] : [{ ...entry, value: seal.close(held, value) }]))
    await deps.entries.write(held, { kept, gone: entries.filter(({ value }) => value === null) })
  }

  function routeOf({ plugin, tenantId }: HeldSession, hostname: string, port: number) {
    if (port !== 443 || !declaresHost(deps.egressRules(plugin), hostname))
      throw new Error(`${hostname}:${port} is not among the declared hosts`)
    const mapped = deps.endpoints.originFor(tenantId, new URL(`https://${hostname}`))
    if (mapped === null) return { to: 'public' as const }
    const secure = mapped.protocol === 'https:'
    return { to: 'mapped' as const, hostname: mapped.hostname, port: Number(mapped.port || (secure ? 443 : 80)), secure }
  }

  function heard(key: string, state: SessionState): void {
    const session = hosted.get(key)
    if (session === undefined) return
    session.reports = session.reports
      .then(() => keepState(session, state))
      .catch((error: unknown) => logger.error({ err: error, connectionId: session.held.connectionId }, 'session state not kept'))
  }

  async function keepState(session: Hosted, state: SessionState): Promise<void> {
    const { held } = session
    const shown = state.is === 'pairing' ? state.show : null
    const isKept = await db.forTenant(held.tenantId, (trx) =>
      saveState(trx, held, {
        state: state.is,
        reason: 'reason' in state ? state.reason : null,
        shown: shown === null ? null : seal.close(held, shown.value),
        shownKind: shown?.kind ?? null,
        shownForMs: shown?.forMs ?? null,
        ends: state.is === 'ended',
      }),
    )
    if (!isKept) return
    logger.info({ connectionId: held.connectionId, state: state.is }, 'session')
    deps.changed(held.tenantId, held.connectionId)
    // What follows asks the session itself, through this very loop: it must not be waited for here.
    if (state.is === 'connected') void settle(session)
    if (state.is === 'ended' && state.needsPairing) await deps.lost(held.tenantId, held.connectionId, state.reason.text['pt-BR'])
    if (state.is === 'ended') void look()
  }

  /** An account that another connection of the workspace has already would get every message twice. */
  async function settle(session: Hosted): Promise<void> {
    const { tenantId, connectionId } = session.held
    try {
      await deps.connected(tenantId, connectionId)
    } catch (error) {
      logger.warn({ err: error, connectionId }, 'account not confirmed')
      if (!(error instanceof AppError) || error.code !== 'already_connected') return
      const text = {
        en: 'This account is connected by another connection already.',
        'pt-BR': 'Esta conta já está ligada por outra conexão.',
      }
      await finish(session, { forget: true, reason: { code: 'already_connected', text } })
    }
  }

  function processOf(): DriverProcess {
    if (driver !== null) return driver
    const events = { ask, state: heard, died: () => died(started) }
    const started = startDriverProcess(events, {
      logger,
      tempDir: deps.tempDir,
      readable: deps.readable,
      ...(deps.output === undefined ? {} : { output: deps.output }),
    })
    driver = started
    return started
  }

  /** Its sessions are still leased to this process: the next look opens them in a new one. */
  function died(which: DriverProcess): void {
    if (driver !== which) return
    driver = null
    const count = hosted.size
    hosted.clear()
    if (count > 0 && !isStopped) logger.warn({ sessions: count }, 'driver process ended')
  }

  async function open(held: HeldSession): Promise<void> {
    const module = deps.moduleOf(held.plugin)
    const settings = await deps.settingsOf(held.tenantId, held.connectionId)
    if (module === null || settings === null) return
    // Never the name of an earlier one: what that one still says must not count for this.
    const key = `${held.tenantId}|${held.connectionId}|${held.fence}.${held.generation}.${++opened}`
    hosted.set(key, { held, key, settings: JSON.stringify(settings), reports: Promise.resolve() })
    processOf().open({ kind: 'open', session: key, module, settings, pairing: held.pairing })
  }

  async function finish(session: Hosted, how: { forget: boolean; reason: unknown }): Promise<void> {
    const { held, key } = session
    await driver?.close(key, how.forget)
    await session.reports
    hosted.delete(key)
    // First, while the session is still held here: nobody links the account anew in between.
    if (how.forget) await deps.entries.drop(held)
    await db.forTenant(held.tenantId, (trx) => endSession(trx, held, how.reason))
    deps.changed(held.tenantId, held.connectionId)
  }

  /** The row says what is wanted; what this process does follows it. */
  async function follow(row: HeldSession): Promise<void> {
    const mine = [...hosted.values()].find(({ held }) => held.tenantId === row.tenantId && held.connectionId === row.connectionId)
    const isSame = mine !== undefined && mine.held.fence === row.fence && mine.held.generation === row.generation
    // While an account is being linked, a new QR in the middle of it would be worse than settings that wait.
    const isCurrent = isSame && (row.pairing !== null || !(await hasOtherSettings(mine)))
    if (row.desired === 'connected') {
      if (isCurrent) return
      if (mine !== undefined) await driver?.close(mine.key, false)
      if (mine !== undefined) hosted.delete(mine.key)
      return open(row)
    }
    if (mine === undefined && row.desired === 'forgotten') await open({ ...row, pairing: null })
    const session = mine ?? [...hosted.values()].find(({ held }) => held.connectionId === row.connectionId)
    const standing = { held: row, key: session?.key ?? '', settings: '', reports: session?.reports ?? Promise.resolve() }
    await finish(standing, { forget: row.desired === 'forgotten', reason: null })
  }

  async function hasOtherSettings({ held, settings }: Hosted): Promise<boolean> {
    const now = await deps.settingsOf(held.tenantId, held.connectionId)
    return now !== null && JSON.stringify(now) !== settings
  }

  async function lookOnce(): Promise<void> {
    const rows = await renewLeases(db.engine, holder, timing.leaseSeconds)
    renewedAt = clock.monotonicMs()
    const claimed = isStopped ? [] : await claimSessions(db.engine, holder, timing.leaseSeconds, CLAIM_BATCH)
    const all = [...rows, ...claimed]
    for (const { held, key } of [...hosted.values()]) {
      if (all.some((row) => row.tenantId === held.tenantId && row.connectionId === held.connectionId && row.fence === held.fence)) continue
      hosted.delete(key)
      await driver?.close(key, false)
    }
    for (const row of all) await follow(row)
    for (const call of await takeCalls(db.engine, holder)) void carryOut(call)
    await dropOld(db.engine)
  }

  async function carryOut(call: WaitingCall): Promise<void> {
    const { tenantId, connectionId } = call
    try {
      const result = await answerTo(call)
      await db.forTenant(tenantId, async (trx) => {
        await saveAnswer(trx, call.id, seal.close({ tenantId, connectionId }, JSON.stringify(result)))
        await trx.raw('SELECT pg_notify(?, ?)', [DRIVER_ANSWERS, call.id])
      })
    } catch (error) {
      logger.error({ err: error, connectionId }, 'answer of a driver not stored')
    }
  }

  async function answerTo({ tenantId, connectionId, name, effectKey, input }: WaitingCall): Promise<CallResult> {
    const session = [...hosted.values()].find(({ held }) => held.tenantId === tenantId && held.connectionId === connectionId)
    if (session === undefined || driver === null) return { ok: false, failure: { kind: 'away', message: 'The session is not open' } }
    const opened: Json = JSON.parse(seal.open(session.held, input))
    return driver.call({ session: session.key, name, input: opened, effectKey })
  }

  async function look(): Promise<void> {
    if (looking !== null) {
      again = true
      return looking
    }
    looking = lookSafely().finally(() => {
      looking = null
    })
    await looking
    if (again && !isStopped) {
      again = false
      await look()
    }
  }

  async function lookSafely(): Promise<void> {
    try {
      await lookOnce()
    } catch (error) {
      logger.warn({ err: toError(error) }, 'sessions could not be looked after')
      if (clock.monotonicMs() - renewedAt < (timing.leaseSeconds * 1000) / 2) return
      // Another process may take them over soon: no socket of ours may be open by then.
      hosted.clear()
      await driver?.stop()
    }
  }

  return {
    look,
    start() {
      void look()
      timer = setInterval(() => void look(), timing.beatMs)
    },
    async stop() {
      isStopped = true
      if (timer !== null) clearInterval(timer)
      await looking
      const left = [...hosted.values()]
      await Promise.all(left.map(({ key }) => driver?.close(key, false)))
      hosted.clear()
      for (const { held } of left)
        await db
          .forTenant(held.tenantId, (trx) => releaseSession(trx, held))
          .catch((error: unknown) => logger.warn({ err: error }, 'session not released'))
      await driver?.stop()
    },
    process: () => driver,
  }
}
