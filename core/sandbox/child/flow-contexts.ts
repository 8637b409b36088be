import ivm from 'isolated-vm'
import type { Progress } from './progress.ts'
import type { ScriptCache } from './script-cache.ts'

/** Isolates and, in each, warm contexts kept at once. The resident-memory cap of the process is what really bounds them. */
const MAX_ISOLATES = 24
const MAX_CONTEXTS = 32
const LOAD_TIMEOUT_MS = 2000

interface TenantIsolate {
  isolate: ivm.Isolate
  bootstrap: ivm.Script
  contexts: Map<string, WarmFlow>
}

export interface WarmFlow {
  isolate: ivm.Isolate
  context: ivm.Context
  visit: ivm.Reference
}

/**
 * Warm contexts of flow scripts: one isolate per tenant, so that no isolate serves two (C02), and in it one context per script,
 * whose intrinsics are frozen because it serves many runs.
 */
export class FlowContexts {
  private readonly scripts: ScriptCache
  private readonly progress: Progress
  private readonly bootstrapText: string
  private readonly onCatastrophe: () => void
  private readonly tenants = new Map<string, TenantIsolate>()

  constructor(options: { scripts: ScriptCache; progress: Progress; bootstrapText: string; onCatastrophe: () => void }) {
    this.scripts = options.scripts
    this.progress = options.progress
    this.bootstrapText = options.bootstrapText
    this.onCatastrophe = options.onCatastrophe
  }

  /** Throws NeedScript when the script is not here, and whatever isolated-vm throws when it does not load. */
  warm(tenant: string, hash: string, memoryMb: number): WarmFlow {
    const key = `${tenant} ${memoryMb}`
    const known = this.tenants.get(key)?.contexts.get(hash)
    if (known !== undefined) return known
    const text = this.scripts.get(hash)
    const of = this.isolateOf(key, memoryMb)
    const flow = this.load(of, text)
    of.contexts.set(hash, flow)
    dropOldest(of.contexts, MAX_CONTEXTS, letGo)
    return flow
  }

  /** After a fault nothing in the isolate is trusted any more. */
  discard(tenant: string, memoryMb: number): void {
    const key = `${tenant} ${memoryMb}`
    const of = this.tenants.get(key)
    this.tenants.delete(key)
    if (of !== undefined && !of.isolate.isDisposed) of.isolate.dispose()
  }

  discardAll(): void {
    for (const { isolate } of this.tenants.values()) if (!isolate.isDisposed) isolate.dispose()
    this.tenants.clear()
  }

  private isolateOf(key: string, memoryMb: number): TenantIsolate {
    const known = this.tenants.get(key)
    if (known !== undefined) return known
    const isolate = new ivm.Isolate({ memoryLimit: memoryMb, onCatastrophicError: this.onCatastrophe })
    const made = { isolate, bootstrap: isolate.compileScriptSync(this.bootstrapText), contexts: new Map<string, WarmFlow>() }
    this.tenants.set(key, made)
    dropOldest(this.tenants, MAX_ISOLATES, (old) => old.isolate.dispose())
    return made
  }

  private load(of: TenantIsolate, text: string): WarmFlow {
    const context = of.isolate.createContextSync()
    const timed = { timeout: LOAD_TIMEOUT_MS, result: { reference: true } } as const
    const install = of.bootstrap.runSync(context, { timeout: LOAD_TIMEOUT_MS, reference: true })
    const mark = new ivm.Callback((path: unknown) => this.progress.mark(String(path)))
    const kit = install.applySync(undefined, [mark, true, true], timed)
    const factory = of.isolate.compileScriptSync(text).runSync(context, { timeout: LOAD_TIMEOUT_MS, reference: true })
    const visit = factory.applySync(undefined, [kit.derefInto()], timed)
    for (const used of [install, kit, factory]) used.release()
    return { isolate: of.isolate, context, visit }
  }
}

/** A reference that is not released keeps its context whole until this process collects garbage. */
function letGo({ context, visit }: WarmFlow): void {
  visit.release()
  context.release()
}

function dropOldest<T>(map: Map<string, T>, max: number, drop: (old: T) => void): void {
  for (const [key, old] of map) {
    if (map.size <= max) return
    map.delete(key)
    drop(old)
  }
}
