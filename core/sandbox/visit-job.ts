import type { StepError } from '../../sdk/flow/definition.ts'
import type { Frame } from './frames.ts'
import type { GuestFaultReport, Job, JobChannel } from './job.ts'
import type { CompiledFlow, VisitRequest } from './sandbox.types.ts'
import { visitTexts } from './visit-input.ts'

export type VisitOutcome = { kind: 'text'; text: string; guestMs: number } | { kind: 'fault'; fault: GuestFaultReport }

/** One try of one visit: pure, so it may start again anywhere. */
export class VisitJob implements Job {
  readonly trust = 'own'
  readonly isInGuest = true
  readonly hash: string
  readonly script: Job['script']
  readonly limitMs: number
  readonly seq: number
  readonly wallMs: number
  takenMs: number | null = null
  losses = 0
  private readonly tenant: string
  private readonly memoryMb: number
  private readonly texts: readonly string[]
  private readonly settle: (outcome: VisitOutcome) => void

  constructor(options: {
    seq: number
    request: VisitRequest
    faults: Record<string, StepError>
    limitMs: number
    wallMs: number
    memoryMb: number
    maxOutputBytes?: number
    settle: (outcome: VisitOutcome) => void
  }) {
    const { request } = options
    this.seq = options.seq
    this.hash = request.flow.hash
    this.script = { kind: 'flow', text: request.flow.script }
    this.limitMs = options.limitMs
    this.wallMs = options.wallMs
    this.memoryMb = options.memoryMb
    this.tenant = request.tenantId
    this.settle = options.settle
    this.texts = visitTexts(request, options.faults, options.limitMs / 2, options.maxOutputBytes)
  }

  start(channel: JobChannel): void {
    const { seq, hash, tenant, limitMs, memoryMb } = this
    channel.send({ t: 'visit', seq, hash, tenant, limitMs, memoryMb }, this.texts)
  }

  onFrame({ header, texts }: Frame): boolean {
    if (header.t !== 'result') return false
    this.settle({ kind: 'text', text: texts[0] ?? '', guestMs: header.ms })
    return true
  }

  onFault(fault: GuestFaultReport): void {
    this.settle({ kind: 'fault', fault })
  }
}

/** Compiles and loads a flow script once, in an isolate that is thrown away. */
export class CompileJob implements Job {
  readonly trust = 'own'
  readonly isInGuest = true
  readonly seq: number
  readonly hash: string
  readonly script: Job['script']
  readonly limitMs: number
  readonly wallMs: number
  takenMs: number | null = null
  losses = 0
  private readonly memoryMb: number
  private readonly settle: (fault: GuestFaultReport | null) => void

  constructor(options: {
    seq: number
    flow: CompiledFlow
    limitMs: number
    wallMs: number
    memoryMb: number
    settle: (fault: GuestFaultReport | null) => void
  }) {
    this.seq = options.seq
    this.hash = options.flow.hash
    this.script = { kind: 'flow', text: options.flow.script }
    this.limitMs = options.limitMs
    this.wallMs = options.wallMs
    this.memoryMb = options.memoryMb
    this.settle = options.settle
  }

  start(channel: JobChannel): void {
    channel.send({ t: 'compile', seq: this.seq, hash: this.hash, limitMs: this.limitMs, memoryMb: this.memoryMb })
  }

  onFrame({ header }: Frame): boolean {
    if (header.t !== 'result') return false
    this.settle(null)
    return true
  }

  onFault(fault: GuestFaultReport): void {
    this.settle(fault)
  }
}
