import type { Json } from '../../sdk/flow/definition.ts'
import type { Frame } from './frames.ts'
import { handlerError, outcomeOf } from './handler-outcome.ts'
import { callHost, type HostAnswer, refusal } from './host-functions.ts'
import type { GuestFaultReport, Job, JobChannel, TrustLevel } from './job.ts'
import { BadResult, type HandlerTurn, readTurn } from './read-results.ts'
import type { HandlerRequest, HandlerResult } from './sandbox.types.ts'

/** Calls out of one handler: at once, and in all (security.md 5). */
const MAX_AT_ONCE = 8
const MAX_CALLS = 100

interface HostCall {
  /** The call as it was asked for: a restarted handler must ask the same. */
  asked: string
  answer: Promise<HostAnswer>
}

/**
 * One plugin handler from start to answer. The handler is a pure function of its input and of the answers it got, so when its child
 * is lost it starts again on another one and gets the same answers: no call leaves twice.
 */
export class HandlerJob implements Job {
  readonly trust: TrustLevel
  readonly hash: string
  readonly script: Job['script']
  readonly limitMs: number
  readonly seq: number
  /** It may wait long for the host: `runHandler` ends it by the request's own limit. */
  readonly wallMs = null
  takenMs: number | null = null
  losses = 0
  private readonly request: HandlerRequest
  private readonly memoryMb: number
  private readonly settle: (result: HandlerResult) => void
  private readonly calls = new Map<number, HostCall>()
  private readonly queue: Array<() => void> = []
  private running = 0
  private isOver = false
  /** Answers the child owes: one for the start, one for each delivered answer. */
  private owed = 0
  /** Grows with each start, so that answers meant for a lost child are not given to the next. */
  private generation = 0
  private loggedBefore = 0
  private logged = 0

  constructor(options: {
    seq: number
    request: HandlerRequest
    limitMs: number
    memoryMb: number
    settle: (result: HandlerResult) => void
  }) {
    this.seq = options.seq
    this.request = options.request
    this.limitMs = options.limitMs
    this.memoryMb = options.memoryMb
    this.settle = options.settle
    this.trust = options.request.plugin.trust === 'bundled' ? 'own' : 'third-party'
    this.hash = options.request.bundle.hash
    this.script = { kind: 'plugin', text: options.request.bundle.script }
  }

  get isInGuest(): boolean {
    return this.owed > 0
  }

  start(channel: JobChannel): void {
    const { entry, input, context, seed, now, plugin, tenantId } = this.request
    this.channel = channel
    this.generation++
    this.owed = 1
    this.loggedBefore = this.logged
    this.logged = 0
    const isolate = plugin.trust === 'bundled' ? this.hash : `${this.hash} ${tenantId}`
    const { seq, hash, limitMs, memoryMb } = this
    const texts = [entry, input, context, seed].map((value) => JSON.stringify(value))
    channel.send({ t: 'handler', seq, hash, isolate, limitMs, memoryMb, now }, texts)
  }

  private channel: JobChannel | null = null

  onFrame({ header, texts }: Frame): boolean {
    if (header.t !== 'result' || this.isOver) return false
    this.owed--
    try {
      return this.onTurn(readTurn(texts[0] ?? ''))
    } catch (error) {
      if (!(error instanceof BadResult)) throw error
      return this.end(handlerError('output_too_large', 'the plugin answered with something that cannot be read'))
    }
  }

  onFault(fault: GuestFaultReport): void {
    this.end(handlerError(fault.code === 'script' ? 'internal' : fault.code, fault.message))
  }

  /** Ends it from outside. */
  cancel(code: string, message: string): void {
    this.end(handlerError(code, message))
  }

  private onTurn(turn: HandlerTurn): boolean {
    this.log(turn)
    if (turn.settled !== null) return this.end(outcomeOf(turn.settled))
    for (const call of turn.calls) {
      if (!this.take(call)) return this.end(handlerError('internal', 'the plugin asked for something else when it was started again'))
    }
    if (turn.waiting === 0 && this.owed === 0) return this.end(handlerError('timeout', 'the handler waits for something that never comes'))
    return false
  }

  private end(result: HandlerResult): true {
    if (!this.isOver) {
      this.isOver = true
      this.owed = 0
      this.settle(result)
    }
    return true
  }

  /** Lines told before a restart are not told again. */
  private log(turn: HandlerTurn): void {
    for (const { level, text } of turn.logs) {
      this.logged++
      if (this.logged > this.loggedBefore) this.request.host.log(level, text)
    }
  }

  private take({ id, name, argument }: HandlerTurn['calls'][number]): boolean {
    const asked = `${name} ${JSON.stringify(argument)}`
    const known = this.calls.get(id)
    if (known !== undefined && known.asked !== asked) return false
    const call = known ?? { asked, answer: this.callWhenFree(name, argument) }
    this.calls.set(id, call)
    const { generation } = this
    void call.answer.then((answer) => this.deliver(generation, id, answer))
    return true
  }

  private deliver(generation: number, call: number, answer: HostAnswer): void {
    if (this.isOver || generation !== this.generation) return
    this.owed++
    this.channel?.send({ t: 'deliver', seq: this.seq, call }, [JSON.stringify(answer)])
  }

  /** Never rejects: `callHost` does not. */
  private async callWhenFree(name: string, argument: Json): Promise<HostAnswer> {
    if (this.calls.size >= MAX_CALLS) return refusal('egress_refused', `a step may make ${MAX_CALLS} calls at most`)
    if (this.running >= MAX_AT_ONCE) await new Promise<void>((resolve) => this.queue.push(resolve))
    if (this.isOver) return refusal('cancelled', 'the step is over')
    this.running++
    const answer = await callHost(name, argument, this.request.host)
    this.running--
    this.queue.shift()?.()
    return answer
  }
}
