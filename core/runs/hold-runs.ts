import type { Json } from '../../sdk/flow/definition.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { FlowSource, PublishedFlow, TriggerData } from './engine.types.ts'
import { newMachine } from './fold.ts'
import { type HeldRun, heldRun } from './held-run.ts'
import { loadArrivals } from './inbox.store.ts'
import { loadJournals } from './journals.store.ts'
import { handle, replayJournal } from './machine.ts'
import type { RunPlan } from './machine.types.ts'
import type { LeasedRun } from './open-runs.store.ts'

export interface HoldDeps {
  engine: Db
  clock: Clock
  flows: Pick<FlowSource, 'version'>
  triggers: TriggerData
  planOf(flow: PublishedFlow): RunPlan
}

const VERSION_GONE = { code: 'version_gone', message: 'The version of the flow that this run started on no longer exists.' }

/** Leased runs as their last commit left them, ready to go on: two queries for all journals, one for all triggers. */
export async function holdLeased(leased: readonly LeasedRun[], deps: HoldDeps): Promise<HeldRun[]> {
  const journals = await loadJournals(
    deps.engine,
    leased.map(({ run }) => ({ tenantId: run.tenantId, runId: run.id })),
  )
  const fromDeliveries = await deps.triggers.load(
    leased.flatMap(({ run }) =>
      run.triggerData === null && run.deliveryId !== null ? [{ tenantId: run.tenantId, deliveryId: run.deliveryId }] : [],
    ),
  )
  // Taken before the inbox is read: a wait ends by itself only if its time was up by then, so no answer in time is overlooked.
  const at = deps.clock.now()
  const arrivals = await loadArrivals(
    deps.engine,
    leased.map(({ run }) => ({ tenantId: run.tenantId, runId: run.id })),
  )
  const held: HeldRun[] = []
  for (const { run, cancel, isDue, gateOutcome } of leased) {
    const journal = journals.get(run.id)
    const flow = await deps.flows.version(run.tenantId, run.flowId, run.version)
    const machine = newMachine(run.id, run.startedAt, triggerOf(run, fromDeliveries), flow === null ? NO_PLAN : deps.planOf(flow))
    replayJournal(machine, journal?.entries ?? [])
    // What came before the deadline was noticed still counts.
    const came = arrivals.get(run.id) ?? []
    if (flow !== null && came.length > 0) handle(machine, { kind: 'arrived', at, arrivals: came })
    if (gateOutcome !== null) handle(machine, { kind: 'broken', at, ...gateOutcome })
    else handle(machine, flow === null ? { kind: 'broken', at, error: VERSION_GONE } : { kind: 'resumed', at, isDue })
    held.push(
      heldRun(run, flow ?? { ...run, definition: NO_FLOW, compiled: { script: '', hash: '' } }, machine, {
        nextSeq: journal?.nextSeq ?? 0,
        journalSize: journal?.size ?? 0,
        inboxSeen: came.length,
        cancel,
      }),
    )
  }
  return held
}

function triggerOf(run: LeasedRun['run'], fromDeliveries: ReadonlyMap<string, Json>): Json {
  if (run.triggerData !== null) return JSON.parse(run.triggerData)
  return (run.deliveryId === null ? undefined : fromDeliveries.get(run.deliveryId)) ?? null
}

const NO_FLOW: PublishedFlow['definition'] = { trigger: { kind: 'manual' }, steps: {}, edges: {}, settings: {}, layout: {} }
const NO_PLAN: RunPlan = {
  walk: () => ({ kind: 'ended', outcome: 'error' }),
  kindOf: () => null,
  facts: () => null,
  retry: () => ({ attempts: 1, backoffMs: 0, maxBackoffMs: 0 }),
  naturalKey: () => null,
  outcomeOf: () => null,
  isCached: () => false,
  isRespond: () => false,
  isWanted: () => true,
  hasFinally: false,
  timeLimitMs: null,
}
