import type { Json } from '../../sdk/flow/definition.ts'
import type { DriverCalls } from '../drivers/drivers.types.ts'
import type { Broker, CallRecord } from '../egress/egress.types.ts'
import type { Clock } from '../platform/clock.ts'
import { toError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import type { LoadedPlugin, Registry } from '../registry/registry.types.ts'
import type { Surroundings } from '../registry/request-template.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import type { ActionFailure } from './actions.types.ts'
import { answerClassifier, type Classifier } from './answer-failure.ts'
import { CallSession } from './call-session.ts'
import { startDeadline } from './deadline.ts'

/** What running a connector's capability needs, whatever kind of capability it is. */
export interface ExecutorDeps {
  registry: Pick<Registry, 'egressRules'>
  sandbox: Pick<Sandbox, 'runHandler'>
  broker: Broker
  clock: Clock
  logger: Pick<Logger, 'error'>
  /** Asked for when first needed: drivers deliver to what actions are a part of. Absent where no session is held. */
  drivers?: () => DriverCalls
}

/** What a capability may know of its connection. */
export interface ConnectionFacts {
  accountId: string | null
  settings?: Json
  appId?: string | null
  authId?: string | null
}

/** What a capability asks about the connection it runs for. */
export interface CapabilityConnections {
  /**
   * Null when the workspace has no such connection. `settings`: those of the connection, absent where there are none. `appId`: the
   * public id of the OAuth app that it was connected through.
   */
  findForAction(tenantId: string, connectionId: string): Promise<({ plugin: string } & ConnectionFacts) | null>
}

/** One run of one capability: whose, and within what. */
export interface ExecutionRequest {
  tenantId: string
  plugin: LoadedPlugin
  /** Empty: the connector has nothing to connect to, and its calls carry no credential. */
  connectionId: string
  connection: ConnectionFacts
  /** Name of the capability, for logs. */
  capability: string
  /** Whether it only reads: then no call of it has an effect, whatever its method. */
  isRead: boolean
  priority: 'live' | 'backfill'
  timeoutMs: number
  /** Milliseconds since the epoch that a handler sees. */
  now: number
  /** Hex text that seeds a handler's Math.random. */
  seed: string
  signal?: AbortSignal
  maySend?: () => Promise<boolean>
  /** A person tests the connection. */
  isTest?: boolean
}

export interface Execution extends Omit<ExecutionRequest, 'signal' | 'maySend' | 'connection'> {
  /** What templates and handlers may read beside their input. */
  around: Surroundings
  /** Which of the connector's ways to sign in the connection uses. */
  authId: string | null
  session: CallSession
  logs: string[]
  /** Ends with the caller's wish or with the time. */
  signal: AbortSignal
  sandbox: Pick<Sandbox, 'runHandler'>
  drivers?: () => DriverCalls
}

export type Worked<T> = { ok: true; output: T } | { ok: false; failure: ActionFailure }
export type Executed<T> = Worked<T> & { calls: CallRecord[]; logs: string[]; effect: 'no' | 'maybe' }

/** Runs `work` with a call session, a deadline and the manifest's error table. Never throws. */
export type Executor = <T>(request: ExecutionRequest, work: (execution: Execution) => Promise<Worked<T>>) => Promise<Executed<T>>

export function createExecutor(deps: ExecutorDeps): Executor {
  const classifiers = new Map<LoadedPlugin, Classifier>()
  return async (request, work) => {
    const { plugin, timeoutMs, tenantId, connectionId, isRead, priority, maySend, connection } = request
    const deadline = startDeadline(timeoutMs, request.signal)
    const session = new CallSession({
      broker: deps.broker,
      clock: deps.clock,
      plugin: plugin.name,
      rules: deps.registry.egressRules(plugin.name),
      classify: classifierOf(classifiers, plugin),
      tenantId,
      connectionId: connectionId === '' ? null : connectionId,
      isRead,
      priority,
      signal: deadline.signal,
      ...(maySend === undefined ? {} : { maySend }),
      ...(request.isTest === true ? { isTest: true } : {}),
    })
    const logs: string[] = []
    const { sandbox, drivers } = deps
    const around = { account: connection.accountId, settings: connection.settings ?? {}, app: connection.appId ?? null }
    const authId = connection.authId ?? null
    const result = await work({ ...request, around, authId, session, logs, signal: deadline.signal, sandbox, drivers }).catch(
      (error: unknown) => {
        deps.logger.error({ err: toError(error), connector: plugin.name, capability: request.capability }, 'capability broke')
        return broken(session)
      },
    )
    // A handler may leave a call behind that it did not wait for: the deadline is for that one too.
    if (session.isIdle) deadline.end()
    const { calls, effect } = session
    if (result.ok || !deadline.hasPassed()) return { ...result, calls, logs, effect }
    return { ok: false, failure: timedOut(timeoutMs, session), calls, logs, effect }
  }
}

function classifierOf(known: Map<LoadedPlugin, Classifier>, plugin: LoadedPlugin): Classifier {
  const found = known.get(plugin)
  if (found !== undefined) return found
  const made = answerClassifier(plugin.manifest.errors)
  known.set(plugin, made)
  return made
}

function broken(session: CallSession): { ok: false; failure: ActionFailure } {
  return { ok: false, failure: { code: 'internal', message: 'Something failed on our side', class: 'retry', effect: session.effect } }
}

function timedOut(timeoutMs: number, session: CallSession): ActionFailure {
  return { code: 'timeout', message: `The step took longer than ${Math.round(timeoutMs / 1000)} s`, class: 'retry', effect: session.effect }
}
