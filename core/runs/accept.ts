import { isGated } from '../../sdk/flow/admission-settings.ts'
import { movesGates } from './admission/entry.ts'
import type { Backlog } from './backlog.ts'
import type { Accepted, AcceptRequest, FlowAnswer, PublishedFlow, RunStart } from './engine.types.ts'
import { newMachine, record } from './fold.ts'
import { type HeldRun, heldRun } from './held-run.ts'
import type { RunPlan } from './machine.types.ts'
import { identityOf, queuedRun } from './new-run.ts'
import type { LoopDeps } from './run-loop.ts'
import type { WriteOutcome } from './run-write.types.ts'
import type { Slots } from './slots.ts'

export interface AcceptDeps extends LoopDeps {
  slots: Slots
  /** False in a process that only accepts. */
  works: boolean
  planOf(flow: PublishedFlow): RunPlan
  /** Drives the run, then frees its slot. Never rejects. */
  drive(held: HeldRun): void
  /** Flows whose queue is full. */
  backlog: Backlog
  /** Runs were stored that nobody works on yet. */
  wake(): void
  /** What a run's respond step answers, wherever it runs; null when it takes longer. */
  answerOf(tenantId: string, runId: string, waitMs: number): Promise<FlowAnswer | null>
}

/** A sender that gets its 2xx at once waits this long for a free slot, not longer: then its run is queued. */
const SLOT_GRACE_MS = 50

/**
 * Stores a delivery and its runs, in one commit. One run that can start now starts before it is stored: nothing is promised
 * until the commit, so what its first visit gives shares that commit, and a flow without effects needs no other (perf.md 3.3).
 */
export async function accept(request: AcceptRequest, deps: AcceptDeps): Promise<Accepted> {
  for (const { flow } of request.starts) deps.backlog.refuseWhenFull(flow.tenantId, flow.flowId)
  const [only] = request.starts
  if (request.starts.length === 1 && only !== undefined && !mustBeLetIn(only) && deps.works && !deps.isDraining()) {
    const mayTake = await deps.slots.take(request.tenantId, request.answerWithinMs ?? SLOT_GRACE_MS)
    if (mayTake) return startNow(request, only, deps)
  }
  return storeQueued(request, deps)
}

/** A run that is held takes no slot: who may start when is decided for all of its flow together. */
function mustBeLetIn({ flow, isKept = false }: RunStart): boolean {
  return isKept || isGated(flow.definition.settings)
}

function startNow(request: AcceptRequest, start: RunStart, deps: AcceptDeps): Promise<Accepted> {
  const run = identityOf(start, originOf(request), deps.clock)
  let onAnswer: HeldRun['onAnswer'] = null
  const answer = request.answerWithinMs === null ? NO_ANSWER : new Promise<FlowAnswer | null>((resolve) => (onAnswer = resolve))
  const machine = newMachine(run.id, run.startedAt, start.data, deps.planOf(start.flow))
  if (start.retry !== undefined) record(machine, start.retry.start)
  return new Promise((resolve, reject) => {
    const onStored = ({ duplicateOf }: WriteOutcome, answered: FlowAnswer | null) =>
      resolve(duplicateOf === null ? { duplicateOf, runIds: [run.id], answer, answered } : { duplicateOf, runIds: [], answer })
    const { delivery, dedupe, hints = [] } = request
    const acceptance = { delivery, dedupe, hints, onStored, onFailed: reject }
    deps.drive(heldRun(run, start.flow, machine, { acceptance, onAnswer, ...knownCharsOf(request) }))
  })
}

const NO_ANSWER: Promise<null> = Promise.resolve(null)

async function storeQueued(request: AcceptRequest, deps: AcceptDeps): Promise<Accepted> {
  const runs = request.starts.map((start) => queuedRun(start, originOf(request), deps.clock))
  await deps.checkpoint('accept:before-commit', {})
  const { delivery, dedupe, mapLater, hints = [] } = request
  const { duplicateOf } = await deps.writes.submit({ delivery, dedupe, runs, hints, ...(mapLater === undefined ? {} : { mapLater }) })
  await deps.checkpoint('accept:after-commit', {})
  const runIds = duplicateOf === null ? runs.map((change) => change.run.id) : []
  if (request.delivery !== null && duplicateOf === null) deps.notify(request.tenantId, 'deliveries', [request.delivery.id])
  if (runIds.length > 0) {
    deps.notify(request.tenantId, 'runs', runIds)
    if (runs.some(({ next }) => next.status !== 'held')) deps.wake()
    for (const change of runs) if (movesGates(change)) deps.touchGates(change.run.tenantId, change.run.flowId)
  }
  const [only] = runIds
  const waits = request.answerWithinMs !== null && only !== undefined && runs.length === 1 && request.starts.every(mustBeLetIn)
  return { duplicateOf, runIds, answer: waits ? deps.answerOf(request.tenantId, only, request.answerWithinMs ?? 0) : NO_ANSWER }
}

/** A delivery's trigger is its headers and its body. */
function knownCharsOf({ delivery }: AcceptRequest): Partial<HeldRun> {
  return delivery === null ? {} : { knownChars: delivery.body.length + delivery.headers.length + delivery.query.length }
}

function originOf({ tenantId, delivery }: AcceptRequest) {
  return { tenantId, deliveryId: delivery?.id ?? null }
}
