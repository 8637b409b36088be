import { setTimeout as sleep } from 'node:timers/promises'
import type { Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import { type AcceptDeps, accept } from './accept.ts'
import { storedAnswer } from './answers.ts'
import { RunDropped } from './commit-run.ts'
import {
  type Accepted,
  type AcceptRequest,
  type Checkpoint,
  type FlowAnswer,
  type FlowSource,
  type Notify,
  noCheckpoint,
  type TriggerData,
} from './engine.types.ts'
import { declareEngineJobs } from './engine-jobs.ts'
import type { HeldRun } from './held-run.ts'
import { holdLeased } from './hold-runs.ts'
import { EXPIRE_SECONDS, HEARTBEAT_MS, Lease } from './lease.ts'
import { handle } from './machine.ts'
import { deadOwners, deregister, handBack, type LeasedRun, leaseReady, ownedBy, takeOver } from './open-runs.store.ts'
import { driveRun } from './run-loop.ts'
import { createPlans } from './run-plan.ts'
import { openRunWrites } from './run-writes.store.ts'
import { DEFAULT_SLOTS, type SlotLimits, Slots } from './slots.ts'
import { openWakeChannel } from './wake-channel.ts'

export interface EngineOptions {
  url: string
  engine: Db
  clock: Clock
  logger: Logger
  queue: Queue
  sandbox: Pick<Sandbox, 'visit'>
  actions: Pick<Actions, 'facts' | 'execute' | 'lookup' | 'naturalKey'>
  flows: FlowSource
  triggers: TriggerData
  notify: Notify
  /** False: accepts and stores, runs nothing (role server). */
  works: boolean
  slots?: SlotLimits
  checkpoint?: Checkpoint
}

export interface Engine {
  processId: string
  /** Stores a delivery and its runs. Rejects with CommitUnknown when the database is away: then nothing was promised. */
  accept(request: AcceptRequest): Promise<Accepted>
  /** What a respond step of this run answered, waiting for it while the run is on its way. For copies of a delivery. */
  answerOf(tenantId: string, runId: string, waitMs: number): Promise<FlowAnswer | null>
  /** Something may be ready: look now. */
  wake(): void
  /** A person asked for it, and this process has the run. False when it has not. */
  cancel(runId: string, by: string): boolean
  /** For metrics and readiness. */
  health(): { running: number; unwritten: number; isSteady: boolean }
  /** Takes nothing new, finishes or hands back what it holds within 30 s, closes its connections (G14). */
  drain(): Promise<void>
}

const LEASE_BATCH = 200
const POLL_MS = 2_000
const DRAIN_MS = 25_000
/** Failures of the engine itself on one run, after which the run is ended instead of tried again. */
const MAX_STUMBLES = 3

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { engine, clock, logger } = options
  const processId = newId('prc', clock.now())
  const lease = new Lease(processId, engine, clock)
  const slots = new Slots(options.slots ?? DEFAULT_SLOTS)
  const held = new Map<string, HeldRun>()
  const stumbles = new Map<string, number>()
  let strays = new Set<string>()
  let lastTenant = FIRST_TENANT
  let draining = false
  let pumping: Promise<void> | null = null
  let pumpAgain = false

  await declareEngineJobs(options.queue, engine, clock, () => wake(), options.works)
  await lease.beat()
  const writes = openRunWrites(options.url, options.queue)
  const channel = await openWakeChannel({ url: options.url, logger, listens: options.works, onWake: () => void pump() })
  const deps: AcceptDeps = {
    writes,
    engine,
    clock,
    notify: options.notify,
    checkpoint: options.checkpoint ?? noCheckpoint,
    processId,
    sandbox: options.sandbox,
    actions: options.actions,
    lease,
    slots,
    works: options.works,
    isDraining: () => draining,
    planOf: createPlans(options.actions),
    drive: (run) => void drive(run),
    wake,
  }
  const beating = setInterval(() => void tick(), HEARTBEAT_MS)
  const polling = options.works ? setInterval(() => void pump(), POLL_MS) : undefined
  if (options.works) void pump()

  function wake(): void {
    if (options.works) void pump()
    else channel.wake()
  }

  /** Never rejects; the slot was taken by whoever calls this. */
  async function drive(run: HeldRun): Promise<void> {
    const { id } = run.run
    held.set(id, run)
    try {
      await driveRun(run, deps)
      stumbles.delete(id)
    } catch (error) {
      await onStumble(run, error)
    } finally {
      held.delete(id)
      run.onAnswer?.(null)
      slots.release(run.run.tenantId)
      if (options.works && !draining) void pump()
    }
  }

  /** The engine's own failure, not the run's. An unstored run tells its caller; a stored one is leased again, and ended when that does not help. */
  async function onStumble(run: HeldRun, error: unknown): Promise<void> {
    if (error instanceof RunDropped) return
    if (run.acceptance !== null) {
      run.acceptance.onFailed(error)
      return
    }
    const count = (stumbles.get(run.run.id) ?? 0) + 1
    stumbles.set(run.run.id, count)
    logger.error({ err: error, runId: run.run.id, tenantId: run.run.tenantId, count }, 'run stumbled')
  }

  /** Leases what is ready for as long as there are free slots. One at a time; a wake meanwhile makes it look once more. */
  function pump(): Promise<void> {
    pumpAgain = true
    pumping ??= pumpWhileReady().finally(() => {
      pumping = null
    })
    return pumping
  }

  async function pumpWhileReady(): Promise<void> {
    while (pumpAgain && !draining) {
      pumpAgain = false
      try {
        await leaseOnce()
      } catch (error) {
        logger.warn({ err: error }, 'leasing failed')
      }
    }
  }

  async function leaseOnce(): Promise<void> {
    const limit = Math.min(LEASE_BATCH, slots.free())
    if (limit === 0) return
    const share = slots.leaseShare()
    let leased = await leaseReady(engine, { owner: processId, afterTenant: lastTenant, limit, ...share })
    if (leased.length === 0 && lastTenant !== FIRST_TENANT) {
      lastTenant = FIRST_TENANT
      leased = await leaseReady(engine, { owner: processId, afterTenant: lastTenant, limit, ...share })
    }
    if (leased.length === 0) return
    lastTenant =
      leased
        .map(({ run }) => run.tenantId)
        .sort()
        .at(-1) ?? FIRST_TENANT
    await begin(leased)
    pumpAgain = true
  }

  async function begin(leased: readonly LeasedRun[]): Promise<void> {
    const runs = await holdLeased(leased, { engine, clock, flows: options.flows, triggers: options.triggers, planOf: deps.planOf })
    for (const run of runs) {
      if ((stumbles.get(run.run.id) ?? 0) >= MAX_STUMBLES) handle(run.machine, { kind: 'broken', at: clock.now(), error: STUMBLED })
      await deps.checkpoint('run:leased', { runId: run.run.id })
      slots.claim(run.run.tenantId)
      void drive(run)
    }
  }

  async function tick(): Promise<void> {
    try {
      const hasLapsed = await lease.beat()
      await reconcile(hasLapsed)
      if (options.works && !draining && lease.isSteady()) await takeFromTheDead()
    } catch (error) {
      logger.warn({ err: error }, 'heartbeat failed')
    }
  }

  /** What the database says is ours against what we hold: cancellations, runs lost in a lapse, and runs nobody works on. */
  async function reconcile(hasLapsed: boolean): Promise<void> {
    const before = new Set(held.keys())
    const owned = await ownedBy(engine, processId)
    const ids = new Set(owned.map((run) => run.id))
    for (const { id, cancelBy } of owned) if (cancelBy !== null) cancel(id, cancelBy)
    if (hasLapsed) {
      for (const id of before) {
        const run = held.get(id)
        if (run !== undefined && run.acceptance === null && !ids.has(id)) run.isLost = true
      }
      lease.reconciled()
    }
    // Twice in a row: a run may be between its lease and its hold, or its first commit and the answer.
    const now = owned.filter((run) => !held.has(run.id)).map((run) => run.id)
    const stuck = now.filter((id) => strays.has(id))
    strays = new Set(now)
    if (stuck.length > 0) {
      await handBack(engine, processId, stuck)
      wake()
    }
  }

  async function takeFromTheDead(): Promise<void> {
    for (const owner of await deadOwners(engine, EXPIRE_SECONDS)) {
      for (;;) {
        const limit = Math.min(LEASE_BATCH, Math.max(1, slots.free()))
        const taken = await takeOver(engine, owner, processId, clock.now(), limit)
        if (taken.length === 0) break
        logger.warn({ from: owner, count: taken.length }, 'runs taken over')
        await begin(taken)
        if (slots.free() === 0) return
      }
    }
  }

  function cancel(runId: string, by: string): boolean {
    const run = held.get(runId)
    if (run === undefined) return false
    run.cancelBy ??= by
    return true
  }

  async function drain(): Promise<void> {
    draining = true
    clearInterval(polling)
    await pumping
    const deadline = clock.monotonicMs() + DRAIN_MS
    while (held.size > 0 && clock.monotonicMs() < deadline) await sleep(20)
    // Whatever still runs keeps its journal; its next append here is refused once another process has it.
    clearInterval(beating)
    const owned = (await ownedBy(engine, processId)).map((run) => run.id).filter((id) => !held.has(id))
    if (owned.length > 0) await handBack(engine, processId, owned)
    await deregister(engine, processId)
    await channel.close()
    if (held.size === 0) await writes.close()
  }

  return {
    processId,
    accept: (request) => accept(request, deps),
    answerOf: (tenantId, runId, waitMs) => storedAnswer(tenantId, runId, waitMs, { engine, clock, flows: options.flows }),
    wake,
    cancel,
    health: () => ({ running: held.size, unwritten: writes.pending(), isSteady: lease.isSteady() }),
    drain,
  }
}

/** Sorts before every tenant id. */
const FIRST_TENANT = '00000000-0000-0000-0000-000000000000'
const STUMBLED = { code: 'internal', message: 'The engine failed several times on this run. The log has the reason.' }
