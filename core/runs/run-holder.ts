import { RunDropped } from './commit-run.ts'
import type { PublishedFlow, TriggerData } from './engine.types.ts'
import type { CancelRequest, HeldRun } from './held-run.ts'
import { holdLeased } from './hold-runs.ts'
import { handle } from './machine.ts'
import type { RunPlan } from './machine.types.ts'
import type { LeasedRun } from './open-runs.store.ts'
import { driveRun, type LoopDeps } from './run-loop.ts'
import type { Slots } from './slots.ts'

export interface HolderDeps extends LoopDeps {
  slots: Slots
  triggers: TriggerData
  planOf(flow: PublishedFlow): RunPlan
  /** The engine's own failure on a run; it will be tried again. */
  onStumble(run: HeldRun, error: unknown, count: number): void
  /** A slot became free. */
  onFree(tenantId: string): void
}

/** Failures of the engine itself on one run, after which the run is ended instead of tried again. */
const MAX_STUMBLES = 3
const STUMBLED = { code: 'internal', message: 'The engine failed several times on this run. The log has the reason.' }

/** The runs this process works on, each with a slot. */
export class RunHolder {
  readonly #deps: HolderDeps
  readonly #held = new Map<string, HeldRun>()
  readonly #stumbles = new Map<string, number>()

  constructor(deps: HolderDeps) {
    this.#deps = deps
  }

  get size(): number {
    return this.#held.size
  }

  has(runId: string): boolean {
    return this.#held.has(runId)
  }

  ids(): string[] {
    return [...this.#held.keys()]
  }

  /** Never rejects. The run's slot was taken by the caller and is freed here. */
  async drive(run: HeldRun): Promise<void> {
    const { id, tenantId } = run.run
    this.#held.set(id, run)
    try {
      await driveRun(run, this.#deps)
      this.#stumbles.delete(id)
    } catch (error) {
      this.#stumble(run, error)
    } finally {
      this.#held.delete(id)
      run.onAnswer?.(null)
      this.#deps.slots.release(tenantId)
      this.#deps.onFree(tenantId)
    }
  }

  /** Goes on with runs that were just leased. */
  async begin(leased: readonly LeasedRun[]): Promise<void> {
    const { clock, checkpoint, slots } = this.#deps
    for (const run of await holdLeased(leased, this.#deps)) {
      if ((this.#stumbles.get(run.run.id) ?? 0) >= MAX_STUMBLES) handle(run.machine, { kind: 'broken', at: clock.now(), error: STUMBLED })
      await checkpoint('run:leased', { runId: run.run.id })
      slots.claim(run.run.tenantId)
      void this.drive(run)
    }
  }

  /** False when the run is not here. */
  cancel(runId: string, request: CancelRequest): boolean {
    const run = this.#held.get(runId)
    if (run === undefined) return false
    run.cancel = request
    run.poke?.()
    return true
  }

  /** Another process has the run: nothing is sent or written for it any more. Not for one whose first commit is on its way. */
  lose(runId: string): void {
    const run = this.#held.get(runId)
    if (run !== undefined && run.acceptance === null) run.isLost = true
  }

  /** An unstored run tells its caller. A stored one is found by the heartbeat, handed back and leased again. */
  #stumble(run: HeldRun, error: unknown): void {
    if (error instanceof RunDropped) return
    if (run.acceptance !== null) {
      run.acceptance.onFailed(error)
      return
    }
    const count = (this.#stumbles.get(run.run.id) ?? 0) + 1
    this.#stumbles.set(run.run.id, count)
    this.#deps.onStumble(run, error, count)
  }
}
