import { isGated, keySources } from '../../../sdk/flow/admission-settings.ts'
import type { FlowSettings } from '../../../sdk/flow/definition.ts'
import type { Db, Trx } from '../../platform/db.ts'
import type { FlowSource, PublishedFlow } from '../engine.types.ts'
import type { CancelRequest } from '../held-run.ts'
import { decide } from './decide.ts'
import { evaluateKeys, type GateKeysDeps, type KeyedGate } from './gate-keys.ts'
import {
  admit,
  databaseNow,
  dropGone,
  endUnstarted,
  type FlowRef,
  LANES_PER_LOOK,
  laneOf,
  lanesAfter,
  lockFlow,
  newGates,
  putInLanes,
  rememberStarts,
  replaceRun,
  setDue,
  takeDue,
  takeEnded,
  viewOf,
} from './gates.store.ts'
import { BY_REPLACEMENT, type GateDecisions, type GateView } from './gates.types.ts'
import { newestWaitingVersion } from './waiting-flows.store.ts'

export interface LookDeps extends GateKeysDeps {
  engine: Db
  flows: Pick<FlowSource, 'published' | 'version'>
}

/** What a look has done. */
export interface Looked {
  /** Runs that may go on now: they start, or they end. */
  ready: string[]
  cancels: Array<{ runId: string; request: CancelRequest }>
  /** There is more to decide at once. */
  again: boolean
}

const NEW_PER_LOOK = 200

/**
 * One look at a flow: takes in who came, who left and whose time it is, decides, and writes what was decided, all in one transaction
 * that is alone with the flow. Keys are evaluated before it: the sandbox may take its time.
 */
export async function lookOnce(ref: FlowRef, deps: LookDeps): Promise<Looked> {
  const { tenantId, flowId } = ref
  const came = await newGates(deps.engine, ref, NEW_PER_LOOK)
  const versions = new Map<number, PublishedFlow | null>()
  for (const { version } of came) if (!versions.has(version)) versions.set(version, await deps.flows.version(tenantId, flowId, version))
  const settings = await settingsOf(ref, deps)
  const there = came.filter((gate) => gate.isThere)
  const keyed = await evaluateKeys(there, versions, deps)
  const gone = came.filter((gate) => !gate.isThere).map(({ runId }) => runId)
  const looked: Looked = { ready: [], cancels: [], again: came.length === NEW_PER_LOOK }
  await deps.engine.transaction(async (trx) => {
    await lockFlow(trx, ref)
    await dropGone(trx, tenantId, gone)
    const look = new Look(trx, ref, settings, deps, looked)
    await look.takeIn(keyed)
    await look.decideAll()
  })
  return looked
}

/** Of the version that runs start on now; a paused or deleted flow goes on by what its newest waiting runs say. */
async function settingsOf(ref: FlowRef, { engine, flows }: LookDeps): Promise<FlowSettings> {
  const published = await flows.published(ref.tenantId, ref.flowId)
  if (published !== null) return published.definition.settings
  const version = await newestWaitingVersion(engine, ref)
  const flow = version === null ? null : await flows.version(ref.tenantId, ref.flowId, version)
  return flow?.definition.settings ?? {}
}

/** Whether the lanes of a flow have nothing to do with each other: every setting tells runs apart by the same key. */
function areLanesAlone(settings: FlowSettings): boolean {
  const sources = new Map(keySources(settings))
  const { concurrency, fifo, debounce, throttle } = settings
  const used = new Set(
    [
      concurrency === undefined ? null : (sources.get('concurrency') ?? ''),
      fifo === undefined ? null : (sources.get('fifo') ?? ''),
      debounce === undefined ? null : (sources.get('debounce') ?? ''),
      throttle === undefined ? null : (sources.get('throttle') ?? ''),
    ].filter((source) => source !== null),
  )
  return used.size <= 1
}

class Look {
  readonly #trx: Trx
  readonly #ref: FlowRef
  readonly #settings: FlowSettings
  readonly #deps: LookDeps
  readonly #looked: Looked
  /** Lanes in which something may have changed; null: any. */
  #lanes: Set<string> | null = new Set()

  constructor(trx: Trx, ref: FlowRef, settings: FlowSettings, deps: LookDeps, looked: Looked) {
    this.#trx = trx
    this.#ref = ref
    this.#settings = settings
    this.#deps = deps
    this.#looked = looked
  }

  async takeIn(keyed: readonly KeyedGate[]): Promise<void> {
    const failed = keyed.flatMap((gate) => ('outcome' in gate ? [{ runId: gate.runId, outcome: gate.outcome }] : []))
    await endUnstarted(this.#trx, this.#ref.tenantId, failed)
    this.#looked.ready.push(...failed.map(({ runId }) => runId))
    const placed = keyed.flatMap((gate) => ('keys' in gate ? [{ runId: gate.runId, seq: gate.seq, lane: laneOf(gate.keys) }] : []))
    const moved = [
      ...(await takeEnded(this.#trx, this.#ref)),
      ...(await takeDue(this.#trx, this.#ref)),
      ...(await putInLanes(this.#trx, this.#ref, placed)),
    ]
    const isAlone = areLanesAlone(this.#settings)
    if (moved.length > 0 && !isAlone) this.#lanes = null
    for (const lane of moved) if (lane !== null) this.#lanes?.add(lane)
  }

  async decideAll(): Promise<void> {
    if (this.#lanes !== null) {
      if (this.#lanes.size > 0) await this.#decideIn([...this.#lanes])
      return
    }
    for (let after = ''; ; ) {
      const lanes = await lanesAfter(this.#trx, this.#ref, after)
      if (lanes.length > 0) await this.#decideIn(lanes)
      if (lanes.length < LANES_PER_LOOK) return
      after = lanes.at(-1) ?? after
    }
  }

  async #decideIn(lanes: readonly string[]): Promise<void> {
    const now = await databaseNow(this.#trx)
    const isAlone = this.#lanes !== null
    const view = await viewOf(this.#trx, { ...this.#ref, settings: this.#settings, lanes, isAlone, now })
    const made = decide(view, this.#settings)
    await this.#write(made)
    this.#looked.ready.push(...made.admit.map(({ runId }) => runId), ...made.end.map(({ runId }) => runId))
    this.#looked.again ||= hasMoreBehind(view, made)
  }

  async #write({ admit: starting, end, replace, due }: GateDecisions): Promise<void> {
    const { tenantId } = this.#ref
    const { throttle } = this.#settings
    await endUnstarted(this.#trx, tenantId, end)
    const counted: string[] = []
    for (const { runId, version } of starting) if (await this.#saysWhenOver(version)) counted.push(runId)
    await admit(this.#trx, tenantId, starting, counted)
    if (throttle !== undefined) await rememberStarts(this.#trx, this.#ref, starting, throttle.perMs)
    for (const runId of [...replace].sort()) {
      const asked = await replaceRun(this.#trx, tenantId, runId, BY_REPLACEMENT)
      this.#looked.cancels.push({ runId, request: { by: BY_REPLACEMENT, asked } })
    }
    await setDue(this.#trx, tenantId, due)
  }

  /** A run kept while its flow was paused may be of a version without such settings: its end is not written here. */
  async #saysWhenOver(version: number): Promise<boolean> {
    const flow = await this.#deps.flows.version(this.#ref.tenantId, this.#ref.flowId, version)
    return flow !== null && isGated(flow.definition.settings)
  }
}

/** More runs wait in a lane than were looked at, and some of those are gone now. */
function hasMoreBehind({ held }: GateView, { admit: starting, end }: GateDecisions): boolean {
  return (starting.length > 0 || end.length > 0) && held.some((gate) => gate.isWitness)
}
