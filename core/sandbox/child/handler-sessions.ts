import ivm from 'isolated-vm'
import type { ScriptCache } from './script-cache.ts'

const MAX_ISOLATES = 12
const LOAD_TIMEOUT_MS = 2000

/** A spare is made in what would be idle time: code that takes longer to load than that is loaded when it is needed. */
const SPARE_TIMEOUT_MS = 50

interface PluginIsolate {
  isolate: ivm.Isolate
  /** A fresh context in which nothing ever ran: the first half of a spare. */
  blank: ivm.Context | null
  /** A fresh context in which the bundle is loaded and nothing else ever ran; the next call takes it. */
  spare: Loaded | null
  /** A call started here and is not known to have broken anything: worth a spare. */
  isUsed: boolean
  /** Readies a fresh context; its completion value is a HandlerSession. */
  opening: ivm.Script
  bundle: ivm.Script
}

interface Loaded {
  context: ivm.Context
  start: ivm.Reference
  deliver: ivm.Reference
  collect: ivm.Reference
  /** Everything that points into the context: one that is not released keeps it whole until this process collects garbage. */
  held: readonly ivm.Reference[]
}

interface Session extends Loaded {
  of: PluginIsolate
  /** Guest time this handler may still use; waiting for the host costs nothing. */
  leftMs: number
}

export interface HandlerStart {
  seq: number
  hash: string
  /** Isolates with different keys never mix: the version for bundled plugins, version and tenant for third-party ones. */
  isolateKey: string
  limitMs: number
  memoryMb: number
  entry: string
  input: string
  context: string
  now: number
  seed: string
}

/** Plugin handlers under way: a fresh context for each call (C02). */
export class HandlerSessions {
  private readonly scripts: ScriptCache
  private readonly texts: { bootstrap: string; runtime: string }
  private readonly onCatastrophe: () => void
  private readonly isolates = new Map<string, PluginIsolate>()
  private readonly sessions = new Map<number, Session>()

  constructor(options: { scripts: ScriptCache; bootstrapText: string; runtimeText: string; onCatastrophe: () => void }) {
    this.scripts = options.scripts
    this.texts = { bootstrap: options.bootstrapText, runtime: options.runtimeText }
    this.onCatastrophe = options.onCatastrophe
  }

  /** JSON text of the first HandlerTurn. Throws what isolated-vm throws. */
  start(request: HandlerStart): string {
    const of = this.isolateOf(request)
    const { spare } = of
    of.spare = null
    const session: Session = { ...(spare ?? this.open(of)), of, leftMs: request.limitMs }
    this.sessions.set(request.seq, session)
    if (spare === null) this.load(session)
    of.isUsed = true
    return this.turn(session, session.start, [request.entry, request.input, request.context, request.now, request.seed])
  }

  /** JSON text of the next HandlerTurn, or null when there is no such handler any more. */
  deliver(seq: number, call: number, answer: string): string | null {
    const session = this.sessions.get(seq)
    return session === undefined ? null : this.turn(session, session.deliver, [call, answer])
  }

  /**
   * Makes half of one spare that is missing; false when none is. A whole one costs about as much as all the rest of a call, so it is
   * made only while there is nothing to do, and in halves: what comes meanwhile waits for one at most.
   */
  prepare(): boolean {
    for (const of of this.isolates.values()) {
      if (!of.isUsed || of.spare !== null || of.isolate.isDisposed) continue
      if (of.blank === null) this.makeBlank(of)
      else this.makeSpare(of)
      return true
    }
    return false
  }

  isolateOfSession(seq: number): ivm.Isolate | null {
    return this.sessions.get(seq)?.of.isolate ?? null
  }

  end(seq: number): void {
    const session = this.sessions.get(seq)
    this.sessions.delete(seq)
    if (session !== undefined && !session.of.isolate.isDisposed) letGo(session)
  }

  /** After a fault: disposes of the isolate; gives the other handlers that went with it. */
  discard(seq: number): number[] {
    const isolate = this.sessions.get(seq)?.of.isolate
    this.sessions.delete(seq)
    if (isolate === undefined) return []
    for (const [key, of] of this.isolates) if (of.isolate === isolate) this.isolates.delete(key)
    const lost = [...this.sessions].filter(([, session]) => session.of.isolate === isolate).map(([other]) => other)
    for (const other of lost) this.sessions.delete(other)
    if (!isolate.isDisposed) isolate.dispose()
    return lost
  }

  /** Isolates that serve nobody now. */
  discardIdle(): void {
    const used = new Set([...this.sessions.values()].map((session) => session.of.isolate))
    for (const [key, of] of this.isolates) {
      if (used.has(of.isolate)) continue
      this.isolates.delete(key)
      of.isolate.dispose()
    }
  }

  private isolateOf(request: HandlerStart): PluginIsolate {
    const key = `${request.isolateKey} ${request.memoryMb}`
    const known = this.isolates.get(key)
    if (known !== undefined && !known.isolate.isDisposed) return known
    const text = this.scripts.get(request.hash)
    if (this.isolates.size >= MAX_ISOLATES) this.discardIdle()
    const isolate = new ivm.Isolate({ memoryLimit: request.memoryMb, onCatastrophicError: this.onCatastrophe })
    const made: PluginIsolate = {
      isolate,
      blank: null,
      spare: null,
      isUsed: false,
      opening: isolate.compileScriptSync(this.openingOf(text)),
      bundle: isolate.compileScriptSync(text, { filename: 'file:///plugin.js' }),
    }
    this.isolates.set(key, made)
    return made
  }

  private makeBlank(of: PluginIsolate): void {
    try {
      of.blank = of.isolate.createContextSync()
    } catch {
      // The next call makes its context itself, and is told what is wrong with the isolate.
      of.isUsed = false
    }
  }

  private makeSpare(of: PluginIsolate): void {
    of.isUsed = false
    let spare: Loaded | null = null
    try {
      spare = this.open(of)
      of.bundle.runSync(spare.context, { timeout: SPARE_TIMEOUT_MS })
      of.spare = spare
    } catch {
      // The next call loads the bundle itself, and is told what is wrong with it.
      if (spare !== null && !of.isolate.isDisposed) letGo(spare)
    }
  }

  private open(of: PluginIsolate): Loaded {
    const context = of.blank ?? of.isolate.createContextSync()
    of.blank = null
    const parts: ivm.Reference = of.opening.runSync(context, { timeout: LOAD_TIMEOUT_MS, reference: true })
    const [start, deliver, collect] = [getPart(parts, 'start'), getPart(parts, 'deliver'), getPart(parts, 'collect')]
    return { context, start, deliver, collect, held: [parts, start, deliver, collect] }
  }

  /** One script, because each way into an isolate and back costs. A bundle whose text never says `Temporal` is given none. */
  private openingOf(bundleText: string): string {
    const { bootstrap, runtime } = this.texts
    return `${runtime}(${bootstrap}(undefined,false,${bundleText.includes('Temporal')}))`
  }

  /** Runs the bundle's top level, on the handler's own time. */
  private load(session: Session): void {
    const startedMs = performance.now()
    session.of.bundle.runSync(session.context, { timeout: timeoutOf(session) })
    session.leftMs -= performance.now() - startedMs
  }

  /** Promises go on at the end of the first call, still inside its time limit; then the outcome is collected. */
  private turn(session: Session, call: ivm.Reference, args: Array<string | number>): string {
    const startedMs = performance.now()
    call.applySync(undefined, args, { timeout: timeoutOf(session) })
    session.leftMs -= performance.now() - startedMs
    const text: unknown = session.collect.applySync(undefined, [], { timeout: timeoutOf(session) })
    return typeof text === 'string' ? text : ''
  }
}

function letGo({ context, held }: Loaded): void {
  for (const reference of held) reference.release()
  context.release()
}

function timeoutOf(session: Session): number {
  return Math.max(1, Math.ceil(session.leftMs))
}

function getPart(parts: ivm.Reference<Record<string, unknown>>, name: string): ivm.Reference {
  return parts.getSync(name, { reference: true })
}
