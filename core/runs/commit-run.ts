import { setTimeout as sleep } from 'node:timers/promises'
import { isGated } from '../../sdk/flow/admission-settings.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { CommitUnknown } from '../platform/group-commit.ts'
import { entryOf, movesGates } from './admission/entry.ts'
import { type BesidesDeps, besidesOf, startedRuns } from './commit-besides.ts'
import { type Checkpoint, type FlowAnswer, type FlowSource, type Notify, noCheckpoint } from './engine.types.ts'
import { type ErrorRunDeps, errorRunOf } from './error-run.ts'
import type { HeldRun } from './held-run.ts'
import { ringRun } from './inbox.store.ts'
import { DEFAULT_RUN_LIMITS, encodeEntries, type RunLimits } from './journal-codec.ts'
import { readAppend } from './journals.store.ts'
import { handle, parkedOf } from './machine.ts'
import type { Machine } from './machine.types.ts'
import { hashNaturalKey } from './natural-keys.store.ts'
import type { NaturalKeyChange, RunChange, RunNext, RunWrite, WriteOutcome } from './run-write.types.ts'
import type { RunWrites } from './run-writes.store.ts'
import { rememberOutputs } from './step-cache.ts'

export interface CommitDeps extends BesidesDeps, ErrorRunDeps {
  flows: Pick<FlowSource, 'published' | 'version' | 'names'>
  writes: RunWrites
  engine: Db
  clock: Clock
  notify: Notify
  checkpoint: Checkpoint
  processId: string
  limits?: RunLimits
  /** Runs became ready. */
  wake(): void
  /** A run that was parked is due then. */
  wakeIn(delayMs: number): void
  /** A run of this flow came, or ended, that has to be let in. */
  touchGates(tenantId: string, flowId: string): void
}

/** Thrown when the run is not this process's to write any more, or a copy of a known delivery. Not a failure. */
export class RunDropped extends Error {}

/**
 * Writes what is pending, together with the run's acceptance when that is not stored yet, and tells those who wait for it.
 * `handBack`: lets go of the run with this commit.
 */
export async function commitRun(held: HeldRun, deps: CommitDeps, handBack = false): Promise<void> {
  const { machine } = held
  const isEnd = machine.end !== null
  const { acceptance } = held
  const isWatched = deps.checkpoint !== noCheckpoint
  if (isWatched && isEnd) await deps.checkpoint('run:before-end', { runId: held.run.id })
  if (isWatched && acceptance !== null) await deps.checkpoint('accept:before-commit', { runId: held.run.id })
  const write = writeOf(held, deps, handBack, startsRuns(machine) ? await runsBesides(held, deps) : [])
  const outcome = await submit(held, write, deps)
  acceptance?.onStored(outcome, answerOf(machine.answer))
  if (outcome.duplicateOf !== null) throw new RunDropped('a copy of a delivery that is known')
  if (outcome.refused) {
    held.isLost = true
    throw new RunDropped('another process took the run over')
  }
  if (write.runs[0]?.append) held.nextSeq++
  held.acceptance = null
  const next = write.runs[0]?.next
  held.isParked = next !== undefined && PARKED.has(next.status)
  if (next?.status === 'waiting' && next.delayMs !== null) deps.wakeIn(next.delayMs)
  const { settled } = machine
  handle(machine, { kind: 'committed', at: deps.clock.now() })
  if (settled.length > 0) await rememberOutputs(held, settled, deps.performers)
  if (acceptance?.delivery) deps.notify(held.run.tenantId, 'deliveries', [acceptance.delivery.id])
  for (const change of write.runs) if (movesGates(change)) deps.touchGates(change.run.tenantId, change.run.flowId)
  tell(held, deps)
  tellTasks(write, deps)
  await ring(held, write, deps)
  if (isWatched && acceptance !== null) await deps.checkpoint('accept:after-commit', { runId: held.run.id })
  if (isWatched && isEnd) await deps.checkpoint('run:after-end', { runId: held.run.id })
}

/** Few commits start other runs; the others are not kept waiting for nothing. */
function startsRuns({ end, pending }: Machine): boolean {
  return end?.status === 'failed' || pending.some((entry) => entry.kind === 'wait')
}

/** The sub-flows that begin with this commit, and the run of the error flow. */
async function runsBesides(held: HeldRun, deps: CommitDeps): Promise<RunChange[]> {
  const errorRun = await errorRunOf(held, deps)
  return [...(await startedRuns(held, deps)), ...(errorRun === null ? [] : [errorRun])]
}

const PARKED: ReadonlySet<RunNext['status']> = new Set(['waiting', 'uncertain'])

/** Wakes those that this commit made ready: the run it is a sub-flow of, the runs it started, and itself when something came meanwhile. */
async function ring({ run, machine }: HeldRun, { runs }: RunWrite, deps: CommitDeps): Promise<void> {
  const [own, ...started] = runs
  let isReady = started.length > 0
  if (own?.arrival !== undefined) isReady = (await ringRun(deps.engine, run.tenantId, own.arrival.runId)) || isReady
  const isWaiting = own?.next.status === 'waiting' && [...machine.open.values()].some((step) => step.phase === 'waiting')
  if (isWaiting) isReady = (await ringRun(deps.engine, run.tenantId, run.id)) || isReady
  if (isReady) deps.wake()
}

function writeOf(held: HeldRun, deps: CommitDeps, handBack: boolean, besides: readonly RunChange[]): RunWrite {
  const { machine, run, acceptance } = held
  const { journalChars } = deps.limits ?? DEFAULT_RUN_LIMITS
  let encoded = encodeEntries(machine.pending)
  if (held.journalSize + encoded.size > journalChars && machine.end === null) {
    handle(machine, { kind: 'broken', at: deps.clock.now(), error: tooLarge(journalChars) })
    encoded = encodeEntries(machine.pending)
  }
  held.journalSize += encoded.size
  const change: RunChange = {
    run,
    isNew: acceptance !== null,
    append: machine.pending.length === 0 ? null : { seq: held.nextSeq, entries: encoded.text },
    next: nextOf(machine, deps, handBack),
    natural: naturalKeysOf(held),
    blobs: encoded.blobs,
    inboxSeen: held.inboxSeen,
    heldBy: deps.processId,
    cancelSeen: machine.lastCancel,
    ...(acceptance === null ? {} : entryOf(held.flow, false)),
    ...(machine.end !== null && isGated(held.flow.definition.settings) ? { leavesGate: true as const } : {}),
    ...besidesOf(held, deps),
  }
  // A run whose journal is inline appends nothing that could be refused.
  const startedBy = change.append === null || (change.isNew && machine.end !== null) ? {} : { startedBy: run.id }
  const started = besides.map((each) => ({ ...each, ...startedBy }))
  const { delivery = null, dedupe = null, hints = [] } = acceptance ?? {}
  return { delivery, dedupe, hints, runs: [change, ...started] }
}

function tooLarge(journalChars: number) {
  return { code: 'journal_too_large', message: `A run may record ${journalChars} characters in all.` }
}

function nextOf(machine: Machine, { processId, clock }: CommitDeps, handBack: boolean): RunNext {
  const { end, lastError } = machine
  if (end !== null) {
    const because = end.error === undefined ? null : { ...end.error, failedPath: end.failedPath ?? null }
    return { status: end.status, endedAt: end.at, error: because === null ? null : JSON.stringify(because) }
  }
  const parked = machine.hasMore ? null : parkedOf(machine)
  if (parked === null) return handBack ? { status: 'queued', heldBy: processId } : { status: 'running', owner: processId }
  const [troubled] = [...machine.open.values()].filter((step) => step.phase !== 'waiting')
  const error = lastError === null || troubled === undefined ? null : JSON.stringify({ ...lastError, failedPath: troubled.path })
  if (parked.status === 'uncertain') return { status: 'uncertain', error }
  return { status: 'waiting', delayMs: Number.isFinite(parked.readyAt) ? Math.max(0, parked.readyAt - clock.now()) : null, error }
}

function naturalKeysOf({ machine, flow }: HeldRun): NaturalKeyChange[] {
  return machine.settled.flatMap((settled) => {
    const naturalKey = machine.plan.naturalKey(settled.stepId, settled.input)
    const step = stepOf(flow.definition, settled.stepId)
    if (naturalKey === null || step?.kind !== 'action') return []
    const output = settled.output === null ? null : JSON.stringify(settled.output)
    return [{ connectionId: step.connectionId, action: step.action, keyHash: hashNaturalKey(naturalKey), output }]
  })
}

/**
 * A first commit that may or may not have happened is reported as failed: nothing was promised. A later one is found out,
 * however long the database is away: what a provider answered must not be forgotten while this process lives.
 */
async function submit(held: HeldRun, write: RunWrite, deps: CommitDeps): Promise<WriteOutcome> {
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await deps.writes.submit(write)
    } catch (error) {
      if (held.acceptance !== null || !(error instanceof CommitUnknown)) throw error
    }
    await sleep(waitMs)
    const known = await foundOut(held, write, deps)
    if (known !== null) return known
  }
}

/** Whether the append of an unknown commit is there; null when it is not, or nobody can say yet. */
async function foundOut(held: HeldRun, write: RunWrite, deps: CommitDeps): Promise<WriteOutcome | null> {
  const append = write.runs[0]?.append
  if (append === undefined || append === null) return null
  try {
    const stored = await readAppend(deps.engine, { tenantId: held.run.tenantId, runId: held.run.id }, append.seq)
    if (stored === null) return null
    return { duplicateOf: null, refused: stored !== `[${append.entries}]` }
  } catch {
    return null // The database is still away: the caller waits and asks again.
  }
}

/** Which tasks a run closes is only known in the database. */
function tellTasks({ runs: [own] }: RunWrite, { notify }: CommitDeps): void {
  if (own?.closesTasks !== undefined) notify(own.run.tenantId, 'tasks', 'many')
  else if (own?.tasks !== undefined)
    notify(
      own.run.tenantId,
      'tasks',
      own.tasks.map((task) => String(task.id)),
    )
}

function tell(held: HeldRun, { notify }: CommitDeps): void {
  notify(held.run.tenantId, 'runs', [held.run.id])
  if (held.machine.answer === undefined || held.onAnswer === null) return
  held.onAnswer(answerOf(held.machine.answer))
  held.onAnswer = null
}

/** The output of a respond step was made by our own compiled script; its shape is still checked before it meets a socket. */
export function answerOf(output: unknown): FlowAnswer | null {
  if (typeof output !== 'object' || output === null || !('status' in output)) return null
  const status = typeof output.status === 'number' && output.status >= 200 && output.status <= 599 ? Math.trunc(output.status) : 200
  const headers: Record<string, string> = {}
  if ('headers' in output && typeof output.headers === 'object' && output.headers !== null) {
    for (const [name, value] of Object.entries(output.headers)) headers[name] = String(value)
  }
  return { status, headers, body: 'body' in output ? (output.body as FlowAnswer['body']) : null }
}
