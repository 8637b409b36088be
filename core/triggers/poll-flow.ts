import type { Json, PollingTrigger } from '../../sdk/flow/definition.ts'
import type { Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { toError } from '../platform/errors.ts'
import { newSeed } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource, PublishedFlow } from '../runs/engine.types.ts'
import { backOffMs, highestCursor, MAX_RECORDS, type PolledRecord, PollFault, pollInput, readRecords } from './poll-records.ts'
import { forgetOldest, knownOf, remember } from './polled-records.store.ts'
import { startOnce } from './start-once.ts'
import { type Settled, settle, type TimedTriggerRow } from './timed-triggers.store.ts'

export interface PollingDeps {
  db: Pick<Database, 'forTenant'>
  engine: Pick<Engine, 'accept'>
  flows: Pick<FlowSource, 'version'>
  actions: Pick<Actions, 'facts' | 'execute'>
  clock: Clock
  logger: Logger
}

/** Runs that one poll starts; the other new records wait for the next one, which follows at once. */
export const MAX_NEW_RUNS = 500
/** Well within the lease, so that nobody else asks at the same time. */
const POLL_TIMEOUT_MS = 90_000
const AT_ONCE = 25
/** Twice what one poll may bring: a key is never forgotten while its record is still in the list. */
const REMEMBERED = 2 * MAX_RECORDS

/**
 * One question to the provider, one run per record not seen before. The lease of the row keeps it to one question at a time; each
 * record's key is marked seen after its run is stored, and the run's own key makes one of two should the process die in between.
 */
export async function pollFlow(row: TimedTriggerRow, holder: string, signal: AbortSignal, deps: PollingDeps): Promise<void> {
  const trigger: PollingTrigger = JSON.parse(row.definition)
  const settleRow = (settled: Omit<Settled, 'holder' | 'nextAt'>) =>
    deps.db.forTenant(row.tenantId, (trx) =>
      settle(trx, row.flowId, { ...settled, holder, nextAt: settled.lookAt, lastAt: deps.clock.now() }),
    )
  try {
    const answer = await ask(row, trigger, signal, deps)
    if (!answer.ok && signal.aborted) {
      // Not the provider's fault: whoever works next asks at once.
      await settleRow({ lookAt: deps.clock.now() })
      return
    }
    if (!answer.ok) {
      const failures = row.failures + 1
      const { message, retryAfterMs } = answer.failure
      const waitMs = backOffMs(trigger.everySeconds, failures, retryAfterMs)
      await settleRow({ lookAt: deps.clock.now() + waitMs, failures, lastError: message })
      return
    }
    const taken = await takeRecords(row, trigger, readRecords(trigger, answer.output), deps)
    const lookAt = deps.clock.now() + (taken.isMore ? 0 : trigger.everySeconds * 1000)
    await settleRow({ lookAt, failures: 0, lastError: null, cursor: taken.cursor, isPrimed: true, lastFound: taken.started })
  } catch (error) {
    const failures = row.failures + 1
    if (!(error instanceof PollFault)) deps.logger.error({ err: error, tenantId: row.tenantId, flowId: row.flowId }, 'polling failed')
    const lookAt = deps.clock.now() + backOffMs(trigger.everySeconds, failures, undefined)
    await settleRow({ lookAt, failures, lastError: toError(error).message })
  }
}

async function ask(row: TimedTriggerRow, trigger: PollingTrigger, signal: AbortSignal, { actions, clock }: PollingDeps) {
  const { plugin, action, connectionId } = trigger
  if (actions.facts(plugin, action).effect !== 'read') {
    throw new PollFault('Only an action that reads can be polled / Só uma ação de leitura pode ser consultada')
  }
  const now = clock.now()
  return actions.execute({
    tenantId: row.tenantId,
    plugin,
    action,
    connectionId,
    input: pollInput(trigger, cursorOf(row)),
    effectKey: `poll:${row.flowId}:${now}`,
    now,
    seed: newSeed(),
    timeoutMs: POLL_TIMEOUT_MS,
    signal,
    flowId: row.flowId,
  })
}

interface Taken {
  started: number
  cursor: string | null
  /** New records were left for the next poll. */
  isMore: boolean
}

async function takeRecords(
  row: TimedTriggerRow,
  trigger: PollingTrigger,
  records: readonly PolledRecord[],
  deps: PollingDeps,
): Promise<Taken> {
  const { db, clock, flows } = deps
  const { tenantId, flowId } = row
  const keys = records.map((each) => each.keyHash)
  const known = await db.forTenant(tenantId, (trx) => knownOf(trx, flowId, keys))
  const isFirst = !row.isPrimed && trigger.existing !== 'run'
  const fresh = isFirst ? [] : records.filter((each) => !known.has(each.keyHash))
  const now = fresh.slice(0, MAX_NEW_RUNS)
  if (now.length > 0) {
    const flow = await flows.version(tenantId, flowId, row.version)
    if (flow === null) throw new Error('the published version is not there')
    await startRuns(flow, now, deps)
  }
  const isMore = fresh.length > now.length
  // While records wait, the cursor may not pass them.
  const passed = isMore ? [] : records
  await db.forTenant(tenantId, async (trx) => {
    await remember(trx, tenantId, flowId, isFirst ? keys : [...known, ...now.map((each) => each.keyHash)], clock.now())
    await forgetOldest(trx, flowId, REMEMBERED, clock.now())
  })
  const cursor = highestCursor(cursorOf(row), passed)
  return { started: now.length, cursor: cursor === null ? null : JSON.stringify(cursor), isMore }
}

async function startRuns(flow: PublishedFlow, records: readonly PolledRecord[], deps: PollingDeps): Promise<void> {
  for (let i = 0; i < records.length; i += AT_ONCE) {
    const batch = records.slice(i, i + AT_ONCE)
    await Promise.all(batch.map(({ key, record }) => startOnce({ flow, trigger: 'polling', data: record, key }, deps)))
  }
}

function cursorOf(row: TimedTriggerRow): Json {
  return row.cursor === null ? null : JSON.parse(row.cursor)
}
