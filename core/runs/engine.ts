import { setTimeout as sleep } from 'node:timers/promises'
import type { Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import { type AcceptDeps, accept } from './accept.ts'
import { Admission } from './admission/admission.ts'
import { Alarms } from './alarms.ts'
import { storedAnswer } from './answers.ts'
import { Backlog } from './backlog.ts'
import {
  type Accepted,
  type AcceptRequest,
  type Checkpoint,
  type FlowAnswer,
  type FlowSource,
  type MappedStarts,
  type Notify,
  noCheckpoint,
  type TriggerData,
} from './engine.types.ts'
import { declareEngineJobs } from './engine-jobs.ts'
import { Heartbeat } from './heartbeat.ts'
import type { CancelRequest } from './held-run.ts'
import type { RunLimits } from './journal-codec.ts'
import { LEASE_TIMING, Lease, type LeaseTiming } from './lease.ts'
import { LEASE_BATCH, Leasing } from './leasing.ts'
import { deregister, handBack, ownedBy } from './open-runs.store.ts'
import type { Performers } from './outside.types.ts'
import { type HolderDeps, RunHolder } from './run-holder.ts'
import { createPlans } from './run-plan.ts'
import { openRunWrites } from './run-writes.store.ts'
import { DEFAULT_SLOTS, type SlotLimits, Slots } from './slots.ts'
import { startMapped } from './start-mapped.ts'
import { openWakeChannel } from './wake-channel.ts'

export interface EngineOptions {
  url: string
  engine: Db
  clock: Clock
  logger: Logger
  queue: Queue
  sandbox: Pick<Sandbox, 'visit'>
  actions: Pick<Actions, 'facts' | 'execute' | 'lookup' | 'naturalKey' | 'outcomeOf'>
  /** How steps that are no connector's action reach outside. */
  performers: Performers
  /** For steps in the workspace's own tables, under its row-level security. */
  db: Pick<Database, 'forTenant'>
  flows: FlowSource
  triggers: TriggerData
  notify: Notify
  /** False: accepts and stores, runs nothing (role server). */
  works: boolean
  slots?: SlotLimits
  /** Runs that are taken from the queue at a time; 200 unless said. */
  leaseBatch?: number
  /** Runs of one flow that may wait for a worker; 100,000 unless said. */
  maxQueuedPerFlow?: number
  /** What one run may hold; the defaults of security.md 5 unless the operator says otherwise. */
  limits?: RunLimits
  /** Tests only. */
  timing?: LeaseTiming
  checkpoint?: Checkpoint
}

export interface Engine {
  processId: string
  /** From now on it takes runs, of its own and of the dead: when everything is there that they may call. */
  start(): void
  /** Stores a delivery and its runs. Rejects with CommitUnknown when the database is away: then nothing was promised. */
  accept(request: AcceptRequest): Promise<Accepted>
  /** Starts what a delivery that was stored alone turned out to mean; the ids of the runs, none when it was done before. */
  startMapped(mapped: MappedStarts): Promise<string[]>
  /** What a respond step of this run answered, waiting for it while the run is on its way. For copies of a delivery. */
  answerOf(tenantId: string, runId: string, waitMs: number): Promise<FlowAnswer | null>
  /** Something may be ready: look now. */
  wake(): void
  /** A person asked for it, and this process has the run. False when it has not. */
  cancel(runId: string, request: CancelRequest): boolean
  /** For metrics and readiness. */
  health(): { running: number; unwritten: number; isSteady: boolean }
  /** Takes nothing new, finishes or hands back what it holds within 30 s, closes its connections (G14). */
  drain(): Promise<void>
}

const POLL_MS = 2_000
const DRAIN_MS = 25_000

/** Puts the engine together. What a run does is decided in `machine.ts`; here nothing is. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { engine, clock, logger, works } = options
  const processId = newId('prc', clock.now())
  const slots = new Slots(options.slots ?? DEFAULT_SLOTS)
  const lease = new Lease(processId, engine, clock, options.timing ?? LEASE_TIMING)
  const backlog = new Backlog(engine, options.maxQueuedPerFlow)
  let draining = false
  let polling: NodeJS.Timeout | null = null
  const isDraining = () => draining

  await declareEngineJobs(options.queue, engine, clock, () => wake(), works)
  await lease.beat()
  const channel = await openWakeChannel({ url: options.url, logger, listens: works, onWake: () => wakeFromElsewhere() })
  const alarms = new Alarms(clock, () => wake())
  const writes = openRunWrites(options.url, options.queue)
  const deps: HolderDeps = {
    ...options,
    checkpoint: options.checkpoint ?? noCheckpoint,
    processId,
    writes,
    lease,
    slots,
    isDraining,
    planOf: createPlans({ actions: options.actions, http: options.performers.http }),
    wake: () => wake(),
    wakeIn: (delayMs) => alarms.set(delayMs),
    touchGates: (tenantId, flowId) => admission.touch(tenantId, flowId),
    onStumble: ({ run }, error, count) => logger.error({ err: error, runId: run.id, tenantId: run.tenantId, count }, 'run stumbled'),
    onFree: (tenantId) => works && leasing.onFree(tenantId),
  }
  const holder = new RunHolder(deps)
  const admission = new Admission({ ...deps, logger, works, cancel: (runId, request) => holder.cancel(runId, request) })
  const leasing = new Leasing({ engine, logger, processId, slots, holder, isDraining, batch: options.leaseBatch ?? LEASE_BATCH })
  const heartbeat = new Heartbeat({ engine, clock, logger, lease, slots, holder, backlog, admission, works, wake: () => wake() })
  const answerOf: Engine['answerOf'] = (tenantId, runId, waitMs) =>
    storedAnswer(tenantId, runId, waitMs, { engine, clock, flows: options.flows })
  const acceptDeps: AcceptDeps = { ...deps, works, backlog, drive: (run) => void holder.drive(run), wake: () => wake(), answerOf }

  function start(): void {
    heartbeat.start()
    if (works) polling = setInterval(() => void leasing.look(), POLL_MS)
    wake()
  }

  function wake(): void {
    if (!works) channel.wake()
    else if (polling !== null) void leasing.look()
  }

  /** Others have stored something: it may have to be let in first. */
  function wakeFromElsewhere(): void {
    wake()
    admission.find().catch((error) => logger.warn({ err: error }, 'admission failed'))
  }

  async function drain(): Promise<void> {
    draining = true
    if (polling !== null) clearInterval(polling)
    alarms.stop()
    await admission.stop()
    await leasing.look()
    const deadline = clock.monotonicMs() + DRAIN_MS
    while (holder.size > 0 && clock.monotonicMs() < deadline) await sleep(20)
    await heartbeat.stop()
    // A call that is still out keeps its run: whoever takes that over decides by its intent.
    const unheld = (await ownedBy(engine, processId)).map((run) => run.id).filter((id) => !holder.has(id))
    if (unheld.length > 0) await handBack(engine, processId, unheld)
    await deregister(engine, processId)
    await channel.close()
    if (holder.size === 0) await writes.close()
  }

  return {
    processId,
    start,
    accept: (request) => accept(request, acceptDeps),
    startMapped: (mapped) => startMapped(mapped, acceptDeps),
    answerOf,
    wake: wakeFromElsewhere,
    cancel: (runId, request) => holder.cancel(runId, request),
    health: () => ({ running: holder.size, unwritten: writes.pending(), isSteady: lease.isSteady() }),
    drain,
  }
}
