import { writeSync } from 'node:fs'
import ivm from 'isolated-vm'
import { encodeFrame, type Frame, type FrameHeader, FrameReader } from '../frames.ts'
import { FlowContexts } from './flow-contexts.ts'
import { faultOf, NeedScript } from './guest-fault.ts'
import { HandlerSessions } from './handler-sessions.ts'
import { Progress } from './progress.ts'
import { ScriptCache } from './script-cache.ts'

type Header<T extends FrameHeader['t']> = Extract<FrameHeader, { t: T }>

/** Answers leave at the latest so long after they were made, although the turn goes on. */
const FLUSH_AFTER_MS = 2
/** A job longer than this ends the turn, so that what the core took back meanwhile is not run. */
const LONG_JOB_MS = 50
/** Part of the process's memory cap at which warm isolates are let go, and how often to look. */
const TRIM_AT = 0.6
const TRIM_EVERY_MS = 20
/** Characters of one answer. More than any accepted output with its wrapping. */
const MAX_RESULT_CHARS = 40 * 1024 * 1024

/** Takes frames, runs them one after another, answers in batches of one event-loop turn. */
export class SandboxProcess {
  private readonly progress = new Progress()
  private readonly scripts = new ScriptCache()
  private flows: FlowContexts | null = null
  private handlers: HandlerSessions | null = null
  private queue: Frame[] = []
  private isScheduled = false
  private isPreparing = false
  private out = ''
  private lastFlushMs = 0
  private trimAboveBytes = Number.POSITIVE_INFINITY
  private trimmedMs = 0

  listen(): void {
    const reader = new FrameReader((frame) => this.take(frame))
    process.stdin.setEncoding('utf8')
    process.stdin.on('data', (chunk: string) => reader.push(chunk))
    // The core is gone: nobody is left to answer to.
    process.stdin.on('end', () => process.exit(0))
  }

  private take(frame: Frame): void {
    const { header } = frame
    if (header.t === 'drop') {
      const dropped = new Set(header.seqs)
      this.queue = this.queue.filter(({ header: queued }) => !('seq' in queued && dropped.has(queued.seq)))
      for (const seq of dropped) this.handlers?.end(seq)
      return
    }
    this.queue.push(frame)
    if (this.isScheduled) return
    this.isScheduled = true
    setImmediate(() => this.runQueue())
  }

  private runQueue(): void {
    this.isScheduled = false
    this.lastFlushMs = performance.now()
    for (let frame = this.queue.shift(); frame !== undefined; frame = this.queue.shift()) {
      const startedMs = performance.now()
      this.run(frame)
      const endedMs = performance.now()
      if (endedMs - startedMs > LONG_JOB_MS && this.queue.length > 0) {
        this.isScheduled = true
        setImmediate(() => this.runQueue())
        break
      }
      if (endedMs - this.lastFlushMs > FLUSH_AFTER_MS) this.flush()
      if (endedMs - this.trimmedMs > TRIM_EVERY_MS) this.trim(endedMs)
    }
    this.progress.end()
    this.flush()
    this.prepareWhenIdle()
  }

  /** One piece in each turn of the event loop: frames that came meanwhile are seen first. */
  private prepareWhenIdle(): void {
    if (this.isPreparing) return
    this.isPreparing = true
    setImmediate(() => {
      this.isPreparing = false
      if (this.queue.length === 0 && this.handlers?.prepare() === true) this.prepareWhenIdle()
    })
  }

  /** Lets go of warm isolates before their sum reaches the cap: nobody's visit should be blamed for what others left. */
  private trim(nowMs: number): void {
    this.trimmedMs = nowMs
    if (process.memoryUsage.rss() < this.trimAboveBytes) return
    this.flows?.discardAll()
    this.handlers?.discardIdle()
  }

  private run({ header, texts }: Frame): void {
    switch (header.t) {
      case 'hello':
        this.hello(header, texts)
        break
      case 'ping':
        this.send({ t: 'pong' })
        break
      case 'script':
        this.scripts.put(header.hash, JSON.parse(texts[0] ?? '""'))
        break
      case 'visit':
        this.visit(header, texts)
        break
      case 'compile':
        this.compile(header)
        break
      case 'handler':
        this.handle(header, texts)
        break
      case 'deliver':
        this.deliver(header, texts[0] ?? '')
        break
      default:
        break
    }
  }

  private hello(header: Header<'hello'>, texts: readonly string[]): void {
    this.trimAboveBytes = header.childMb * TRIM_AT * 1024 * 1024
    const [bootstrapText = '', runtimeText = ''] = texts.map((text): string => JSON.parse(text))
    const { scripts, progress } = this
    const onCatastrophe = (): void => {
      this.send({ t: 'catastrophe' })
      this.flush()
    }
    this.flows = new FlowContexts({ scripts, progress, bootstrapText, onCatastrophe })
    this.handlers = new HandlerSessions({ scripts, bootstrapText, runtimeText, onCatastrophe })
    // The addon works, before anyone counts on this child.
    const isolate = new ivm.Isolate({ memoryLimit: 16 })
    isolate.compileScriptSync(bootstrapText)
    isolate.dispose()
    this.send({ t: 'ready' })
  }

  private visit(header: Header<'visit'>, texts: readonly string[]): void {
    const flows = this.flows
    if (flows === null) return
    const { seq, tenant, hash, memoryMb } = header
    this.progress.start(seq)
    const startedMs = performance.now()
    let isolate: ivm.Isolate | null = null
    try {
      const flow = flows.warm(tenant, hash, memoryMb)
      isolate = flow.isolate
      const text: unknown = flow.visit.applySync(undefined, [...texts], { timeout: header.limitMs })
      this.answer(seq, text, startedMs)
    } catch (thrown) {
      if (this.isMissing(thrown, seq)) return
      this.send({ t: 'fault', seq, path: this.progress.path, ...(isolate === null ? unloadable(thrown) : faultOf(thrown, isolate)) })
      flows.discard(tenant, memoryMb)
    }
  }

  /** Compiles and loads a flow script in an isolate of its own, thrown away after. */
  private compile(header: Header<'compile'>): void {
    const flows = this.flows
    if (flows === null) return
    const { seq, hash, memoryMb } = header
    const tenant = `compile ${seq}`
    this.progress.start(seq)
    const startedMs = performance.now()
    try {
      flows.warm(tenant, hash, memoryMb)
      this.answer(seq, 'null', startedMs)
    } catch (thrown) {
      if (!this.isMissing(thrown, seq)) this.send({ t: 'fault', seq, path: null, ...unloadable(thrown) })
    } finally {
      flows.discard(tenant, memoryMb)
    }
  }

  private handle(header: Header<'handler'>, texts: readonly string[]): void {
    const [entry = '""', input = 'null', context = '{}', seed = '""'] = texts
    const { seq, hash, isolate, limitMs, memoryMb, now } = header
    this.turn(seq, (handlers) =>
      handlers.start({
        seq,
        hash,
        isolateKey: isolate,
        limitMs,
        memoryMb,
        now,
        entry: JSON.parse(entry),
        input,
        context,
        seed: JSON.parse(seed),
      }),
    )
  }

  private deliver(header: Header<'deliver'>, answer: string): void {
    this.turn(header.seq, (handlers) => handlers.deliver(header.seq, header.call, answer))
  }

  private turn(seq: number, work: (handlers: HandlerSessions) => string | null): void {
    const handlers = this.handlers
    if (handlers === null) return
    this.progress.start(seq)
    const startedMs = performance.now()
    try {
      const text = work(handlers)
      if (text === null) return
      this.answer(seq, text, startedMs)
    } catch (thrown) {
      if (this.isMissing(thrown, seq)) return
      const isolate = handlers.isolateOfSession(seq)
      this.send({ t: 'fault', seq, path: null, ...(isolate === null ? unloadable(thrown) : faultOf(thrown, isolate)) })
      for (const other of handlers.discard(seq)) this.send({ t: 'lost', seq: other })
    }
  }

  /** The script was dropped from the cache meanwhile: the core sends it again with the job. */
  private isMissing(thrown: unknown, seq: number): boolean {
    if (!(thrown instanceof NeedScript)) return false
    this.send({ t: 'need', seq, hash: thrown.hash })
    return true
  }

  private answer(seq: number, text: unknown, startedMs: number): void {
    const ms = performance.now() - startedMs
    if (typeof text !== 'string' || text.length > MAX_RESULT_CHARS || text.includes('\n')) {
      this.send({ t: 'fault', seq, code: 'output_too_large', path: this.progress.path, message: 'the result is too large' })
    } else this.send({ t: 'result', seq, ms }, [text])
  }

  private send(header: FrameHeader, texts: readonly string[] = []): void {
    this.out += encodeFrame(header, texts)
  }

  /** Straight to the descriptor: a pipe of ours is read all the time, and a guest that hangs next must not hold answers back. */
  private flush(): void {
    this.lastFlushMs = performance.now()
    if (this.out === '') return
    const bytes = Buffer.from(this.out, 'utf8')
    this.out = ''
    for (let at = 0; at < bytes.length; ) at += writeSome(bytes, at)
  }
}

function writeSome(bytes: Buffer, at: number): number {
  try {
    return writeSync(1, bytes, at)
  } catch (error) {
    // The pipe is full: the core is busy. Its read end is drained within its turn.
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0
    throw error
  }
}

function unloadable(thrown: unknown): { code: 'script'; message: string } {
  return { code: 'script', message: thrown instanceof Error ? thrown.message.slice(0, 2000) : 'the script does not load' }
}
