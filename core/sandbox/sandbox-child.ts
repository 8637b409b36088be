import type { ChildProcess } from 'node:child_process'
import type { Writable } from 'node:stream'
import { type ChildLoss, LOSS_TEXT } from './child-loss.ts'
import { BadFrame, encodeFrame, type Frame, type FrameHeader, FrameReader } from './frames.ts'
import type { GuestScripts } from './guest-scripts.ts'
import type { Job, JobChannel, TrustLevel } from './job.ts'
import { ProgressFile } from './progress-file.ts'
import { type ResidentMemory, watchResidentMemory } from './resident-memory.ts'
import type { SandboxLimits } from './sandbox-options.ts'
import { spawnChild } from './spawn-child.ts'

/** What V8 writes before it gives up on an isolate that finds no memory. A guest cannot write there. */
const V8_LAST_WORDS = '<--- Last few GCs --->'

export interface ChildEvents {
  onReady(child: SandboxChild): void
  /** A job ended, or the child is free for others again. */
  onRoom(child: SandboxChild): void
  onGone(child: SandboxChild, loss: ChildLoss): void
  /** The job must start again elsewhere. */
  onDisplaced(job: Job): void
  log(message: string, fields: Record<string, unknown>): void
}

/** The core's end of one sandbox child, from spawn to exit. */
export class SandboxChild implements JobChannel {
  readonly trust: TrustLevel
  /** The script this child is reserved for, after it killed three others (C03). */
  readonly reservedFor: string | null
  readonly jobs = new Map<number, Job>()
  state: 'starting' | 'ready' | 'gone' = 'starting'
  /** Busy with one long visit: nothing else is given to it. */
  isExclusive = false
  idleSinceMs: number
  private readonly process: ChildProcess
  private readonly stdin: Writable
  private readonly events: ChildEvents
  private readonly limits: SandboxLimits
  private readonly monotonicMs: () => number
  private readonly progress = new ProgressFile()
  private readonly knownScripts = new Set<string>()
  private memory: ResidentMemory | null = null
  private out: string[] = []
  private seen = { starts: 0, sinceMs: 0 }
  private sentMs = 0
  private pingedMs: number | null = null

  constructor(options: {
    scripts: GuestScripts
    trust: TrustLevel
    reservedFor: string | null
    limits: SandboxLimits
    monotonicMs: () => number
    events: ChildEvents
  }) {
    this.trust = options.trust
    this.reservedFor = options.reservedFor
    this.events = options.events
    this.limits = options.limits
    this.monotonicMs = options.monotonicMs
    this.idleSinceMs = options.monotonicMs()
    this.seen.sinceMs = this.idleSinceMs
    this.process = spawnChild(options.scripts, this.progress.fd)
    const { stdin, stdout, stderr, pid } = this.process
    if (stdin === null || stdout === null || stderr === null) throw new Error('a sandbox child needs its pipes')
    this.stdin = stdin
    if (pid !== undefined) this.memory = watchResidentMemory(pid, options.monotonicMs)
    this.listen(stdout, stderr)
    this.send({ t: 'hello', childMb: options.limits.childMb }, [
      JSON.stringify(options.scripts.bootstrap),
      JSON.stringify(options.scripts.handlerRuntime),
    ])
  }

  get pid(): number | undefined {
    return this.process.pid
  }

  /** Jobs the child owes an answer to. */
  get load(): number {
    let count = 0
    for (const job of this.jobs.values()) if (job.isInGuest) count++
    return count
  }

  assign(job: Job): void {
    this.jobs.set(job.seq, job)
    if (!this.knownScripts.has(job.hash)) this.sendScript(job)
    job.start(this)
  }

  /** Takes a job back without an answer. */
  drop(job: Job): void {
    if (this.jobs.delete(job.seq)) this.send({ t: 'drop', seqs: [job.seq] })
  }

  /** Frames of one event-loop turn leave in one write. */
  send(header: FrameHeader, texts: readonly string[] = []): void {
    if (this.state === 'gone') return
    if (this.out.length === 0) {
      this.sentMs = this.monotonicMs()
      setImmediate(() => this.flush())
    }
    this.out.push(encodeFrame(header, texts))
  }

  /** Looks at memory and progress of a busy child: called every `watchMs`, and never takes longer than two small reads. */
  watch(): void {
    if (this.state === 'gone') return
    const nowMs = this.monotonicMs()
    const reading = this.progress.read()
    const running = this.jobs.get(reading.job) ?? null
    const residentMb = (this.memory?.read() ?? 0) / 1024 / 1024
    if (residentMb > this.limits.childMb) {
      this.lose({ reason: 'memory', guilty: running, path: reading.path })
      return
    }
    if (reading.starts !== this.seen.starts) this.seen = { starts: reading.starts, sinceMs: nowMs }
    const ranMs = nowMs - this.seen.sinceMs
    if (running === null) {
      const silentMs = Math.min(ranMs, nowMs - this.sentMs)
      if (this.load > 0 && silentMs > this.limits.cpuMs + this.limits.graceMs) this.lose({ reason: 'timeout', guilty: null, path: null })
      return
    }
    if (ranMs > running.limitMs + this.limits.graceMs) {
      this.lose({ reason: 'timeout', guilty: running, path: reading.path })
      return
    }
    if (ranMs > this.limits.exclusiveAfterMs) this.makeExclusive(running)
  }

  /**
   * The job's wall limit is reached. When it is in its guest now, the child goes with it, unless it has only just begun: then the next
   * look finds it done or long enough in there to be to blame.
   */
  expire(job: Job): void {
    if (this.state === 'gone') return
    const reading = this.progress.read()
    if (reading.job !== job.seq) {
      this.drop(job)
      job.onFault({ ...LOSS_TEXT.waited, path: null })
      this.madeRoom()
    } else if (this.isExclusive) this.lose({ reason: 'timeout', guilty: job, path: reading.path })
  }

  /** A busy child cannot answer, so only an idle one is asked. */
  heartbeat(everyMs: number): void {
    if (this.state !== 'ready' || this.load > 0) {
      this.pingedMs = null
      return
    }
    if (this.pingedMs !== null && this.monotonicMs() - this.pingedMs > everyMs / 2) {
      this.lose({ reason: 'killed', guilty: null, path: null })
      return
    }
    this.pingedMs = this.monotonicMs()
    this.send({ t: 'ping' })
  }

  /** Ends the process now. Idempotent. */
  lose(loss: ChildLoss): void {
    if (this.state === 'gone') return
    this.state = 'gone'
    this.process.kill('SIGKILL')
    this.memory?.close()
    this.progress.close()
    this.events.onGone(this, loss)
  }

  private listen(stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream): void {
    const reader = new FrameReader((frame) => this.onFrame(frame))
    stdout.setEncoding('utf8')
    stdout.on('data', (chunk: string) => this.read(reader, chunk))
    // V8 writes here when it dies. Kept short: a guest may have chosen the words.
    stderr.setEncoding('utf8')
    stderr.on('data', (chunk: string) => this.onStderr(chunk))
    this.stdin.on('error', (error) => this.events.log('sandbox child pipe closed', { pid: this.pid, reason: error.message }))
    this.process.on('error', (error) => this.events.log('sandbox child could not start', { reason: error.message }))
    this.process.on('exit', (_code, signal) => this.onExit(signal))
  }

  private read(reader: FrameReader, chunk: string): void {
    try {
      reader.push(chunk)
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error
      this.events.log('sandbox child sent something that is no frame', { pid: this.pid, reason: error.message })
      this.crash()
    }
  }

  /**
   * With `onCatastrophicError` set, isolated-vm puts the thread of a guest without memory to sleep for ever instead of aborting, and
   * has the handler called on the child's own thread. Here both are one thread, so what V8 wrote before is the report (C05).
   */
  private onStderr(text: string): void {
    this.events.log('sandbox child wrote to stderr', { pid: this.pid, text: text.slice(0, 500) })
    if (text.includes(V8_LAST_WORDS)) this.crash()
  }

  /** Ends the process because of whatever is in a guest now. */
  private crash(): void {
    if (this.state === 'gone') return
    const { job, path } = this.progress.read()
    this.lose({ reason: 'crash', guilty: this.jobs.get(job) ?? null, path })
  }

  private onExit(signal: NodeJS.Signals | null): void {
    if (this.state === 'gone') return
    const reading = this.progress.read()
    // SIGKILL comes from outside (the kernel short of memory, a person): not the guest's doing, unless it keeps happening.
    const isOutside = signal === 'SIGKILL' || signal === 'SIGTERM'
    const running = this.jobs.get(reading.job) ?? null
    const guilty = isOutside && (running?.losses ?? 0) < 2 ? null : running
    this.lose({ reason: isOutside ? 'killed' : 'crash', guilty, path: reading.path })
  }

  private onFrame(frame: Frame): void {
    const { header } = frame
    if (this.state === 'gone') return
    if (header.t === 'ready') {
      this.state = 'ready'
      this.events.onReady(this)
      return
    }
    if (header.t === 'pong') {
      this.pingedMs = null
      return
    }
    if (header.t === 'catastrophe') {
      this.crash()
      return
    }
    if ('seq' in header) this.onJobFrame(frame, header.seq)
  }

  private onJobFrame(frame: Frame, seq: number): void {
    const job = this.jobs.get(seq)
    // It was taken back meanwhile: whoever has it now answers.
    if (job === undefined) return
    const { header } = frame
    if (header.t === 'need') {
      this.knownScripts.delete(header.hash)
      this.assign(job)
      return
    }
    if (header.t === 'lost') {
      this.jobs.delete(seq)
      this.events.onDisplaced(job)
      return
    }
    if (header.t === 'fault') {
      this.jobs.delete(seq)
      job.onFault(header)
    } else if (job.onFrame(frame)) {
      this.jobs.delete(seq)
      if (job.script.kind === 'plugin') this.send({ t: 'drop', seqs: [seq] })
    }
    this.madeRoom()
  }

  private madeRoom(): void {
    if (this.jobs.size === 0) this.idleSinceMs = this.monotonicMs()
    this.isExclusive = false
    this.events.onRoom(this)
  }

  /** Everything but the long visit goes elsewhere. Handlers that wait for the host stay: they need no thread now. */
  private makeExclusive(running: Job): void {
    this.isExclusive = true
    const displaced = [...this.jobs.values()].filter((job) => job !== running && job.isInGuest)
    if (displaced.length === 0) return
    for (const job of displaced) this.jobs.delete(job.seq)
    this.send({ t: 'drop', seqs: displaced.map((job) => job.seq) })
    for (const job of displaced) this.events.onDisplaced(job)
  }

  private sendScript(job: Job): void {
    this.knownScripts.add(job.hash)
    this.send({ t: 'script', hash: job.hash, kind: job.script.kind }, [JSON.stringify(job.script.text)])
  }

  private flush(): void {
    const text = this.out.join('')
    this.out = []
    if (this.state !== 'gone' && text !== '') this.stdin.write(text)
  }
}
