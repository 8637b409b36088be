import type { Logger } from '../../platform/logger.ts'
import type { Notify } from '../engine.types.ts'
import type { CancelRequest } from '../held-run.ts'
import type { FlowRef } from './gates.store.ts'
import { type LookDeps, lookOnce } from './look.ts'
import { endOrphans, nextDueMs, releasePaused, sweepStarts, waitingFlows } from './waiting-flows.store.ts'

export interface AdmissionDeps extends LookDeps {
  logger: Logger
  notify: Notify
  /** False: tells those who work, and looks at nothing. */
  works: boolean
  /** Runs were let in, or are to be ended: lease them. */
  wake(): void
  /** A run has to make room; false when it is in another process, which finds out by its heartbeat. */
  cancel(runId: string, request: CancelRequest): boolean
}

const POLL_MS = 1_000
const SWEEP_EVERY_MS = 60_000
/** Looks at different flows at once: each takes a connection of the engine's few. */
const LOOKS_AT_ONCE = 2

/**
 * Lets runs in, of flows that say how many, in which order or how often. Looks at a flow when something came or ended, when time is
 * up, and once a second at what other processes may have left. Idle as long as no such run is there.
 */
export class Admission {
  readonly #deps: AdmissionDeps
  /** Flows to look at, by tenant and flow. */
  readonly #asked = new Map<string, FlowRef>()
  readonly #looking = new Map<string, Promise<void>>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #poll: NodeJS.Timeout | null = null
  #sweptAt = Number.NEGATIVE_INFINITY
  #isStopped = false

  constructor(deps: AdmissionDeps) {
    this.#deps = deps
  }

  /** Something of this flow was committed that may let a run in. */
  touch(tenantId: string, flowId: string): void {
    if (this.#isStopped) return
    if (!this.#deps.works) {
      this.#deps.wake()
      return
    }
    this.#asked.set(`${tenantId} ${flowId}`, { tenantId, flowId })
    this.#begin()
  }

  /** Finds flows that nobody has looked at since something changed. With each heartbeat, and every second while there are any. */
  async find(): Promise<void> {
    if (this.#isStopped || !this.#deps.works) return
    const { engine, clock } = this.#deps
    const { open, paused, hasAny } = await waitingFlows(engine)
    for (const { tenantId, flowId } of open) this.touch(tenantId, flowId)
    for (const ref of paused) await this.#release(ref)
    if (hasAny) this.#pollSoon()
    if (clock.monotonicMs() - this.#sweptAt < SWEEP_EVERY_MS) return
    this.#sweptAt = clock.monotonicMs()
    await endOrphans(engine)
    await sweepStarts(engine)
  }

  /** Looks at nothing more; what is asked for is found by another process, or the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#poll !== null) clearTimeout(this.#poll)
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#asked.clear()
    await Promise.all(this.#looking.values())
  }

  async #release(ref: FlowRef): Promise<void> {
    const flow = await this.#deps.flows.published(ref.tenantId, ref.flowId)
    if (flow === null) return
    await releasePaused(this.#deps.engine, ref, flow.version)
    this.touch(ref.tenantId, ref.flowId)
  }

  #begin(): void {
    for (const [key, ref] of this.#asked) {
      if (this.#looking.size >= LOOKS_AT_ONCE) return
      if (this.#looking.has(key)) continue
      this.#asked.delete(key)
      const looking = this.#look(ref).finally(() => {
        this.#looking.delete(key)
        this.#begin()
      })
      this.#looking.set(key, looking)
    }
  }

  /** Never rejects: what a failed look left is found by the next poll. */
  async #look(ref: FlowRef): Promise<void> {
    const { engine, logger, notify } = this.#deps
    try {
      for (let again = true; again && !this.#isStopped; ) {
        const looked = await lookOnce(ref, this.#deps)
        for (const { runId, request } of looked.cancels) this.#deps.cancel(runId, request)
        if (looked.ready.length > 0) notify(ref.tenantId, 'runs', looked.ready)
        if (looked.ready.length > 0 || looked.cancels.length > 0) this.#deps.wake()
        again = looked.again
      }
      this.#lookAgainIn(ref, await nextDueMs(engine, ref))
    } catch (error) {
      logger.warn({ err: error, ...ref }, 'admission failed')
    }
    this.#pollSoon()
  }

  #lookAgainIn({ tenantId, flowId }: FlowRef, ms: number | null): void {
    const key = `${tenantId} ${flowId}`
    clearTimeout(this.#timers.get(key))
    this.#timers.delete(key)
    if (ms === null || this.#isStopped) return
    const timer = setTimeout(
      () => {
        this.#timers.delete(key)
        this.touch(tenantId, flowId)
      },
      Math.max(0, Math.ceil(ms)) + 1,
    )
    this.#timers.set(key, timer)
  }

  #pollSoon(): void {
    if (this.#isStopped) return
    this.#poll ??= setTimeout(() => {
      this.#poll = null
      this.find().catch((error) => this.#deps.logger.warn({ err: error }, 'admission failed'))
    }, POLL_MS)
  }
}
