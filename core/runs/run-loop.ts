import { setTimeout as sleep } from 'node:timers/promises'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { ActionRequest, ActionResult, Actions } from '../actions/actions.types.ts'
import { toError } from '../platform/errors.ts'
import { newSeed } from '../platform/ids.ts'
import type { Sandbox, VisitResult } from '../sandbox/sandbox.types.ts'
import { type CommitDeps, commitRun } from './commit-run.ts'
import { effectKey, type HeldRun } from './held-run.ts'
import { MAX_OUTPUT } from './journal-codec.ts'
import type { Lease } from './lease.ts'
import { handle, nextCommand } from './machine.ts'
import type { ClaimOutcome, Command, OpenEffect } from './machine.types.ts'
import { claimNaturalKey, hashNaturalKey } from './natural-keys.store.ts'

export interface LoopDeps extends CommitDeps {
  sandbox: Pick<Sandbox, 'visit'>
  actions: Pick<Actions, 'execute' | 'lookup'>
  lease: Lease
  /** True while the process shuts down: runs are handed back between steps. */
  isDraining(): boolean
}

/** A visit that takes longer than this does not hold back what is pending: the acceptance, or an effect's result. */
const VISIT_GRACE_MS = 50
/** How long a run keeps its place while another creates the same thing. */
const CLAIM_TRIES = 20
const CLAIM_PAUSE_MS = 150
const HELD_MS = 5_000
const LEASE_PAUSE_MS = 500

/**
 * Drives one run as far as it goes in this process: to its end, a wait, a person, or the hand-back at shutdown. Does what the
 * machine commands and tells it what came of it; decides nothing.
 */
export async function driveRun(held: HeldRun, deps: LoopDeps): Promise<void> {
  for (;;) {
    if (held.isLost) return
    if (held.cancelBy !== null && held.machine.end === null) {
      handle(held.machine, { kind: 'cancelRequested', at: deps.clock.now(), by: held.cancelBy })
    }
    const command = nextCommand(held.machine)
    if (command.do === 'stop') return
    // Between an intent and its call there is no turning back: the intent alone would say that the call may have been made.
    if (deps.isDraining() && command.do !== 'commit' && command.do !== 'call') return commitRun(held, deps, true)
    await execute(held, command, deps)
  }
}

async function execute(held: HeldRun, command: Exclude<Command, { do: 'stop' }>, deps: LoopDeps): Promise<void> {
  switch (command.do) {
    case 'visit':
      return visit(held, deps)
    case 'commit':
      return commitRun(held, deps)
    case 'claim':
      return claim(held, command, deps)
    case 'call':
      return call(held, command.effect, deps)
    case 'lookUp':
      return lookUp(held, command.effect, deps)
    default:
      command satisfies never
  }
}

async function visit(held: HeldRun, deps: LoopDeps): Promise<void> {
  const { machine, flow } = held
  const at = deps.clock.now()
  const seed = newSeed()
  const visiting = deps.sandbox.visit({ tenantId: held.run.tenantId, flow: flow.compiled, state: machine.state, now: at, seed })
  const result = (await within(visiting, VISIT_GRACE_MS)) ?? (await commitMeanwhile(held, visiting, deps))
  handle(machine, { kind: 'visited', at, seed, result })
}

async function commitMeanwhile(held: HeldRun, visiting: Promise<VisitResult>, deps: LoopDeps): Promise<VisitResult> {
  // Looked at below; until then a rejection must not count as unhandled.
  visiting.catch(toError)
  if (held.acceptance !== null || held.machine.pending.length > 0) await commitRun(held, deps)
  return visiting
}

/** The promise's value, or null when it takes longer. */
function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}

async function claim(held: HeldRun, command: Extract<Command, { do: 'claim' }>, deps: LoopDeps): Promise<void> {
  const { tenantId, id: runId } = held.run
  const step = stepOf(held.flow.definition, command.effect.stepId)
  if (step?.kind !== 'action') throw new Error(`step ${command.effect.stepId} has a natural key and is no action`)
  const wanted = { tenantId, connectionId: step.connectionId, action: step.action, keyHash: hashNaturalKey(command.naturalKey), runId }
  let outcome: ClaimOutcome = { status: 'held', readyAt: 0 }
  for (let tries = 0; tries < CLAIM_TRIES && outcome.status === 'held' && held.cancelBy === null; tries++) {
    if (tries > 0) await sleep(CLAIM_PAUSE_MS)
    const claimed = await claimNaturalKey(deps.engine, wanted)
    outcome = claimed.status === 'held' ? { status: 'held', readyAt: deps.clock.now() + HELD_MS } : claimed
  }
  handle(held.machine, { kind: 'claimed', at: deps.clock.now(), outcome })
}

async function call(held: HeldRun, effect: OpenEffect, deps: LoopDeps): Promise<void> {
  const ids = { runId: held.run.id }
  await deps.checkpoint('effect:after-intent', ids)
  for (;;) {
    const startedAt = deps.clock.monotonicMs()
    const result = await deps.actions.execute(requestOf(held, effect, deps)).catch(unexpected)
    await deps.checkpoint('effect:after-answer', ids)
    if (isRefusedForLease(result)) {
      if (await mayGoOn(held, deps)) continue
      return
    }
    const durationMs = Math.round(deps.clock.monotonicMs() - startedAt)
    handle(held.machine, { kind: 'called', at: deps.clock.now(), durationMs, result: capped(result) })
    return
  }
}

function isRefusedForLease(result: ActionResult): boolean {
  return !result.ok && result.failure.code === 'lease_lost' && result.failure.effect === 'no'
}

/** Nothing was sent because the lease was in doubt. Waits until the database can say whose run it is. */
async function mayGoOn(held: HeldRun, deps: LoopDeps): Promise<boolean> {
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

async function lookUp(held: HeldRun, effect: OpenEffect, deps: LoopDeps): Promise<void> {
  const startedAt = deps.clock.monotonicMs()
  const result = await deps.actions.lookup(requestOf(held, effect, deps)).catch(unexpected)
  const durationMs = Math.round(deps.clock.monotonicMs() - startedAt)
  handle(held.machine, { kind: 'lookedUp', at: deps.clock.now(), durationMs, result: capped(result) })
}

function requestOf(held: HeldRun, effect: OpenEffect, deps: LoopDeps): ActionRequest {
  const { tenantId, id } = held.run
  const step = stepOf(held.flow.definition, effect.stepId)
  if (step?.kind !== 'action') throw new Error(`step ${effect.stepId} is no action`)
  return {
    tenantId,
    plugin: step.plugin,
    action: step.action,
    connectionId: step.connectionId,
    input: effect.input,
    effectKey: effectKey(held, effect.path),
    now: deps.clock.now(),
    seed: newSeed(),
    ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
    maySend: async () => !held.isLost && (await deps.lease.holds(tenantId, id)) === 'yes',
  }
}

/** The actions slice does not throw for provider faults; whatever came here, the call may have gone out. */
function unexpected(thrown: unknown): ActionResult {
  const failure = { code: 'internal', message: toError(thrown).name, class: 'permanent', effect: 'maybe' } as const
  return { ok: false, failure, calls: [], logs: [] }
}

function capped(result: ActionResult): ActionResult {
  if (!result.ok || JSON.stringify(result.output).length <= MAX_OUTPUT) return result
  const message = `The step gave more than ${MAX_OUTPUT} characters of JSON.`
  return { ...result, ok: false, failure: { code: 'output_too_large', message, class: 'permanent', effect: 'no' } }
}
