import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { CommitUnknown } from '../platform/group-commit.ts'
import type { Checkpoint, FlowAnswer, Notify } from './engine.types.ts'
import type { HeldRun } from './held-run.ts'
import { encodeEntries, MAX_JOURNAL } from './journal-codec.ts'
import { readAppend } from './journals.store.ts'
import { handle } from './machine.ts'
import type { Machine } from './machine.types.ts'
import { hashNaturalKey } from './natural-keys.store.ts'
import type { NaturalKeyChange, RunChange, RunNext, RunWrite, WriteOutcome } from './run-write.types.ts'
import type { RunWrites } from './run-writes.store.ts'

export interface CommitDeps {
  writes: RunWrites
  engine: Db
  clock: Clock
  notify: Notify
  checkpoint: Checkpoint
  processId: string
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
  if (isEnd) await deps.checkpoint('run:before-end', { runId: held.run.id })
  if (acceptance !== null) await deps.checkpoint('accept:before-commit', { runId: held.run.id })
  const write = writeOf(held, deps, handBack)
  const outcome = await submit(held, write, deps)
  acceptance?.onStored(outcome)
  if (outcome.duplicateOf !== null) throw new RunDropped('a copy of a delivery that is known')
  if (outcome.refused) {
    held.isLost = true
    throw new RunDropped('another process took the run over')
  }
  if (write.runs[0]?.append) held.nextSeq++
  held.acceptance = null
  handle(machine, { kind: 'committed', at: deps.clock.now() })
  if (acceptance?.delivery) deps.notify(held.run.tenantId, 'deliveries', [acceptance.delivery.id])
  tell(held, deps)
  if (acceptance !== null) await deps.checkpoint('accept:after-commit', { runId: held.run.id })
  if (isEnd) await deps.checkpoint('run:after-end', { runId: held.run.id })
}

function writeOf(held: HeldRun, deps: CommitDeps, handBack: boolean): RunWrite {
  const { machine, run, acceptance } = held
  let encoded = encodeEntries(machine.pending)
  if (held.journalSize + encoded.size > MAX_JOURNAL && machine.end === null) {
    handle(machine, { kind: 'broken', at: deps.clock.now(), error: TOO_LARGE })
    encoded = encodeEntries(machine.pending)
  }
  held.journalSize += encoded.size
  const change: RunChange = {
    run,
    isNew: acceptance !== null,
    append: machine.pending.length === 0 ? null : { seq: held.nextSeq, entries: encoded.text },
    next: nextOf(machine, deps, handBack),
    natural: naturalOf(held),
    blobs: encoded.blobs,
  }
  return { delivery: acceptance?.delivery ?? null, dedupe: acceptance?.dedupe ?? null, runs: [change] }
}

const TOO_LARGE = { code: 'journal_too_large', message: `A run may record ${MAX_JOURNAL} characters in all.` }

function nextOf(machine: Machine, { processId, clock }: CommitDeps, handBack: boolean): RunNext {
  const { end, parked, lastError } = machine
  if (end !== null) {
    const because = end.error === undefined ? null : { ...end.error, failedPath: end.failedPath ?? null }
    return { status: end.status, endedAt: end.at, error: because === null ? null : JSON.stringify(because) }
  }
  if (parked === null) return handBack ? { status: 'queued', heldBy: processId } : { status: 'running', owner: processId }
  const error = lastError === null ? null : JSON.stringify({ ...lastError, failedPath: machine.effect?.path ?? null })
  if (parked.status === 'uncertain') return { status: 'uncertain', error }
  return { status: 'waiting', delayMs: Math.max(0, parked.readyAt - clock.now()), error }
}

function naturalOf({ machine, flow }: HeldRun): NaturalKeyChange | null {
  const { settled } = machine
  if (settled === null) return null
  const naturalKey = machine.plan.naturalKey(settled.stepId, settled.input)
  const step = Object.hasOwn(flow.definition.steps, settled.stepId) ? flow.definition.steps[settled.stepId] : undefined
  if (naturalKey === null || step?.kind !== 'action') return null
  const output = settled.output === null ? null : JSON.stringify(settled.output)
  const { connectionId, action } = step
  return { connectionId, action, keyHash: hashNaturalKey(naturalKey), output }
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
