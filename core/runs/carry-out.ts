import { setTimeout as sleep } from 'node:timers/promises'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { ActionResult, Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import type { Db } from '../platform/db.ts'
import { toError } from '../platform/errors.ts'
import { newSeed } from '../platform/ids.ts'
import type { Checkpoint } from './engine.types.ts'
import { effectKey, type HeldRun } from './held-run.ts'
import { DEFAULT_RUN_LIMITS, type RunLimits } from './journal-codec.ts'
import type { Lease } from './lease.ts'
import type { ClaimOutcome, MachineEvent, OpenStep, StepCommand } from './machine.types.ts'
import { claimNaturalKey, hashNaturalKey } from './natural-keys.store.ts'
import type { Performers } from './outside.types.ts'
import { type PrepareDeps, prepareWait } from './prepare-wait.ts'
import { cacheKeyOf } from './step-cache.ts'

export interface OutsideDeps extends PrepareDeps {
  engine: Db
  clock: Clock
  actions: Pick<Actions, 'execute' | 'lookup'>
  performers: Performers
  limits?: RunLimits
  lease: Lease
  checkpoint: Checkpoint
}

/** How long a run keeps its place while another creates the same thing. */
const CLAIM_TRIES = 20
const CLAIM_PAUSE_MS = 150
/** How soon it looks again; each time doubles, for whoever holds the key may wait for a person. */
const HELD_MS = 5_000
const LONGEST_HELD_MS = 60_000
const LEASE_PAUSE_MS = 500

/** Does what one step command says, outside. Null: the run is not ours any more. Rejects only for the engine's own failures. */
export async function carryOut(
  held: HeldRun,
  command: Exclude<StepCommand, { do: 'store' }>,
  deps: OutsideDeps,
): Promise<MachineEvent | null> {
  const { step } = command
  const { path } = step
  switch (command.do) {
    case 'findCached': {
      const output = await deps.performers.cache.find(held.run.tenantId, cacheKeyOf(held, step.stepId, step.input))
      return { kind: 'cacheAsked', at: deps.clock.now(), path, output }
    }
    case 'claim':
      return { kind: 'claimed', at: deps.clock.now(), path, outcome: await claim(held, step, command.naturalKey, deps) }
    case 'call':
      return call(held, step, deps)
    case 'lookUp':
      return ask(held, deps, { kind: 'lookedUp', path }, () => deps.actions.lookup(requestOf(held, step, deps)))
    case 'prepare':
      return { kind: 'prepared', at: deps.clock.now(), path, wait: await prepareWait(held, step, deps) }
    default:
      return command satisfies never
  }
}

async function claim(held: HeldRun, step: OpenStep, naturalKey: string, deps: OutsideDeps): Promise<ClaimOutcome> {
  const { tenantId, id: runId } = held.run
  const { connectionId, action } = actionOf(held, step)
  const wanted = { tenantId, connectionId, action, keyHash: hashNaturalKey(naturalKey), runId }
  let outcome: ClaimOutcome = { status: 'held', readyAt: 0 }
  const holds = held.machine.holds[step.path] ?? 0
  const pauseMs = Math.min(HELD_MS * 2 ** holds, LONGEST_HELD_MS)
  for (let tries = 0; tries < (holds === 0 ? CLAIM_TRIES : 1) && outcome.status === 'held' && held.cancel === null; tries++) {
    if (tries > 0) await sleep(CLAIM_PAUSE_MS)
    const claimed = await claimNaturalKey(deps.engine, wanted)
    outcome = claimed.status === 'held' ? { status: 'held', readyAt: deps.clock.now() + pauseMs } : claimed
  }
  return outcome
}

async function call(held: HeldRun, step: OpenStep, deps: OutsideDeps): Promise<MachineEvent | null> {
  const ids = { runId: held.run.id }
  await deps.checkpoint('effect:after-intent', ids)
  return ask(held, deps, { kind: 'called', path: step.path }, async () => {
    const result = await execute(held, step, deps)
    await deps.checkpoint('effect:after-answer', ids)
    return result
  })
}

/** Asks the provider, however long the database or our lease keep it waiting: that is no failure. Null: the run is not ours any more. */
async function ask(
  held: HeldRun,
  deps: OutsideDeps,
  what: Pick<Extract<MachineEvent, { kind: 'called' | 'lookedUp' }>, 'kind' | 'path'>,
  work: () => Promise<ActionResult>,
): Promise<MachineEvent | null> {
  for (;;) {
    const startedAt = deps.clock.monotonicMs()
    const result = await tried(work)
    if (result !== null) return { ...what, at: deps.clock.now(), durationMs: since(startedAt, deps), result: taken(held, result, deps) }
    await sleep(LEASE_PAUSE_MS)
    if (!(await mayGoOn(held, deps))) return null
  }
}

/** Null: nothing was sent, for our lease is in doubt or the database is away. Who is asked throws only before it has sent anything. */
async function tried(work: () => Promise<ActionResult>): Promise<ActionResult | null> {
  try {
    const result = await work()
    return isRefusedForLease(result) ? null : result
  } catch (thrown) {
    return isDatabaseAway(thrown) ? null : unexpected(thrown)
  }
}

function execute(held: HeldRun, step: OpenStep, deps: OutsideDeps): Promise<ActionResult> {
  const definition = stepOf(held.flow.definition, step.stepId)
  if (definition?.kind !== 'http') return deps.actions.execute(requestOf(held, step, deps))
  return deps.performers.http.execute({ ...common(held, step, deps), step: definition })
}

function isRefusedForLease(result: ActionResult): boolean {
  return !result.ok && result.failure.code === 'lease_lost' && result.failure.effect === 'no'
}

/** Waits until the database can say whose run it is. */
async function mayGoOn(held: HeldRun, deps: OutsideDeps): Promise<boolean> {
  for (;;) {
    const holding = held.isLost ? 'no' : await deps.lease.holds(held.run.tenantId, held.run.id)
    if (holding === 'yes') return true
    if (holding === 'no') {
      held.isLost = true
      return false
    }
    await sleep(LEASE_PAUSE_MS)
  }
}

function requestOf(held: HeldRun, step: OpenStep, deps: OutsideDeps) {
  const { plugin, action, connectionId } = actionOf(held, step)
  return { ...common(held, step, deps), plugin, action, connectionId, seed: newSeed() }
}

function common(held: HeldRun, step: OpenStep, deps: OutsideDeps) {
  const { tenantId, id } = held.run
  const timeoutMs = stepOf(held.flow.definition, step.stepId)?.timeoutMs
  return {
    tenantId,
    input: step.input,
    effectKey: effectKey(held, step.path),
    now: deps.clock.now(),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    maySend: async () => !held.isLost && (await deps.lease.holds(tenantId, id)) === 'yes',
  }
}

function actionOf(held: HeldRun, { stepId }: OpenStep) {
  const step = stepOf(held.flow.definition, stepId)
  if (step?.kind !== 'action') throw new Error(`step ${stepId} is no action`)
  return step
}

function since(startedAt: number, { clock }: OutsideDeps): number {
  return Math.round(clock.monotonicMs() - startedAt)
}

/** A fault of our own: nothing is promised of what it did. */
function unexpected(thrown: unknown): ActionResult {
  const failure = { code: 'internal', message: toError(thrown).name, class: 'permanent', effect: 'maybe' } as const
  return { ok: false, failure, calls: [], logs: [] }
}

/** Counts what the run now knows, and refuses what is too much. */
function taken(held: HeldRun, result: ActionResult, { limits = DEFAULT_RUN_LIMITS }: OutsideDeps): ActionResult {
  if (!result.ok) return result
  const { length } = JSON.stringify(result.output)
  held.knownChars += length
  if (length <= limits.outputChars) return result
  const message = `The step gave more than ${limits.outputChars} characters of JSON.`
  const failure = { code: 'output_too_large', message, class: 'permanent', effect: 'no' } as const
  return { ok: false, failure, calls: result.calls, logs: result.logs }
}
