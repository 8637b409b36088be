import { type ChildLoss, LOSS_TEXT } from './child-loss.ts'
import type { GuestScripts } from './guest-scripts.ts'
import type { Job, TrustLevel } from './job.ts'
import { SandboxChild } from './sandbox-child.ts'
import type { SandboxLimits, SandboxOptions } from './sandbox-options.ts'

/** Children beyond the usual number, while all of those are busy with long visits. */
const MAX_SPARE = 4
const SPARE_IDLE_MS = 10_000
/** While nothing needs more. */
const FEWEST = 1
const HEARTBEAT_MS = 5000
/** Deaths of one script after which it gets a child of its own (C03). */
const DEATHS_TO_RESERVE = 3
const MAX_LOSSES = 5
/** How often the jobs under way are looked at for their wall limit. */
const SWEEP_MS = 100
/** Jobs a child may hold before work spills to the next one: warm contexts are worth a short queue. */
const SPILL_AT = 24
const RESTART_DELAY_MS = 250

interface ChildPoolOptions extends Omit<SandboxOptions, 'limits'> {
  scripts: GuestScripts
  limits: SandboxLimits
  size: number
}

/** Chooses a child for each job, watches the busy ones, replaces the dead, and gives their innocent jobs to others. */
export class ChildPool {
  private readonly options: ChildPoolOptions
  private readonly children = new Set<SandboxChild>()
  private readonly waiting = new Set<Job>()
  private readonly deaths = new Map<string, number>()
  private readonly heartbeat: NodeJS.Timeout
  private watcher: NodeJS.Timeout | null = null
  private sweptMs = 0
  private seq = 0
  private replaced = 0
  private startFailures = 0
  private isClosed = false
  private wasReady = false
  private onFirstReady: () => void = () => undefined

  constructor(options: ChildPoolOptions) {
    this.options = options
    for (let i = 0; i < options.size; i++) this.spawn('own', null)
    this.heartbeat = setInterval(() => this.beat(), Math.min(HEARTBEAT_MS, options.limits.quietMs))
    this.heartbeat.unref()
  }

  /** All children of the usual number are ready. */
  async ready(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.onFirstReady = () => {
        if (this.health().ready >= this.options.size) resolve()
        else if (this.startFailures >= 3) reject(new Error('the sandbox children do not start'))
      }
      this.onFirstReady()
    })
    this.wasReady = true
  }

  /** Job numbers fit the progress file's 32 bits; 0 means idle. */
  nextSeq(): number {
    this.seq = this.seq >= 0xffff_fffe ? 1 : this.seq + 1
    return this.seq
  }

  dispatch(job: Job): void {
    if (this.isClosed) {
      job.onFault({ ...LOSS_TEXT.closed, path: null })
      return
    }
    job.takenMs ??= this.options.clock.monotonicMs()
    const child = this.choose(job)
    if (child === null) {
      this.waiting.add(job)
      this.makeRoomFor(job)
    } else {
      if (child.jobs.size > 0) this.growFor(job)
      child.assign(job)
    }
    this.watch()
  }

  /** The job ended without its child saying so. */
  forget(job: Job): void {
    this.waiting.delete(job)
    for (const child of this.children) if (child.jobs.get(job.seq) === job) child.drop(job)
  }

  health(): { children: number; ready: number; replaced: number } {
    // Children kept for one bad script or for third-party plugins serve nobody else: they do not make the sandbox ready.
    const ready = [...this.children].filter(
      (child) => child.state === 'ready' && child.trust === 'own' && child.reservedFor === null,
    ).length
    return { children: this.children.size, ready, replaced: this.replaced }
  }

  async close(): Promise<void> {
    this.isClosed = true
    clearInterval(this.heartbeat)
    if (this.watcher !== null) clearInterval(this.watcher)
    const jobs = [...this.waiting, ...[...this.children].flatMap((child) => [...child.jobs.values()])]
    for (const child of [...this.children]) child.lose({ reason: 'closed', guilty: null, path: null })
    for (const job of jobs) job.onFault({ ...LOSS_TEXT.closed, path: null })
  }

  private choose(job: Job): SandboxChild | null {
    const reserved = this.isReserved(job) ? job.hash : null
    const free = [...this.children].filter(
      (child) => child.state === 'ready' && !child.isExclusive && child.trust === job.trust && child.reservedFor === reserved,
    )
    if (free.length === 0) return null
    const home = free[Number.parseInt(job.hash.slice(0, 8), 16) % free.length]
    if (home !== undefined && home.jobs.size < SPILL_AT) return home
    return free.reduce((least, child) => (child.jobs.size < least.jobs.size ? child : least))
  }

  private isReserved(job: Job): boolean {
    return (this.deaths.get(job.hash) ?? 0) >= DEATHS_TO_RESERVE
  }

  /** A child on its way is waited for; otherwise one more starts, within bounds. */
  private makeRoomFor(job: Job): void {
    const reserved = this.isReserved(job) ? job.hash : null
    const same = [...this.children].filter((child) => child.trust === job.trust && child.reservedFor === reserved)
    if (same.some((child) => child.state === 'starting')) return
    const max = reserved === null ? this.options.size + MAX_SPARE : 1
    if (same.length < max) this.spawn(job.trust, reserved)
  }

  /** Work overlaps again: the children that a quiet time let go come back. */
  private growFor(job: Job): void {
    if (job.trust === 'own' && this.startFailures < 3 && this.usual().length < this.options.size) this.spawn('own', null)
  }

  /** Those that serve every flow and bundled plugin, on their way included. */
  private usual(): SandboxChild[] {
    return [...this.children].filter((child) => child.trust === 'own' && child.reservedFor === null)
  }

  private spawn(trust: TrustLevel, reservedFor: string | null): void {
    if (this.isClosed) return
    const { scripts, limits, clock, logger } = this.options
    const child = new SandboxChild({
      scripts,
      trust,
      reservedFor,
      limits,
      monotonicMs: () => clock.monotonicMs(),
      events: {
        onReady: (ready) => {
          logger.info({ pid: ready.pid, trust, reserved: reservedFor !== null }, 'sandbox child ready')
          this.startFailures = 0
          this.onFirstReady()
          this.drain()
        },
        onRoom: () => this.drain(),
        onGone: (gone, loss) => this.onGone(gone, loss),
        // Whose neighbour took long is not to blame, however often: only its own wall limit ends it.
        onDisplaced: (job) => this.dispatch(job),
        log: (message, fields) => logger.warn(fields, message),
      },
    })
    this.children.add(child)
  }

  private drain(): void {
    for (const job of this.waiting) {
      const child = this.choose(job)
      if (child === null) continue
      this.waiting.delete(job)
      child.assign(job)
    }
  }

  private onGone(child: SandboxChild, { reason, guilty, path }: ChildLoss): void {
    this.children.delete(child)
    if (reason === 'closed') return
    this.replaced++
    const jobs = [...child.jobs.values()]
    this.options.logger.warn({ pid: child.pid, reason, jobs: jobs.length, guilty: guilty?.hash.slice(0, 12) }, 'sandbox child replaced')
    this.replace(child)
    if (guilty !== null) this.blame(guilty)
    for (const job of jobs) {
      if (job === guilty) job.onFault({ ...LOSS_TEXT[reason], path })
      else this.moveOn(job)
    }
  }

  private replace(child: SandboxChild): void {
    const isUsual = child.trust === 'own' && child.reservedFor === null
    if (!isUsual) return
    // A child that dies before it was ever ready must not be started again as fast as it dies.
    const wasStarting = child.state === 'starting' || child.jobs.size === 0
    this.startFailures += wasStarting ? 1 : 0
    this.onFirstReady()
    if (this.startFailures < 3) this.spawn('own', null)
    else setTimeout(() => this.spawn('own', null), RESTART_DELAY_MS * Math.min(this.startFailures, 40)).unref()
  }

  private blame(job: Job): void {
    const count = (this.deaths.get(job.hash) ?? 0) + 1
    this.deaths.delete(job.hash)
    this.deaths.set(job.hash, count)
    const [oldest] = this.deaths.keys()
    if (this.deaths.size > 1000 && oldest !== undefined) this.deaths.delete(oldest)
  }

  private moveOn(job: Job): void {
    job.losses++
    if (job.losses > MAX_LOSSES) job.onFault({ code: 'internal', message: 'the sandbox could not finish this step', path: null })
    else this.dispatch(job)
  }

  /** Runs while anything is in a guest. */
  private watch(): void {
    if (this.watcher !== null) return
    this.watcher = setInterval(() => {
      for (const child of [...this.children]) if (child.load > 0) child.watch()
      this.sweep()
      if (this.waiting.size > 0 || [...this.children].some((child) => child.load > 0)) return
      if (this.watcher !== null) clearInterval(this.watcher)
      this.watcher = null
    }, this.options.limits.watchMs)
  }

  /** One look at all jobs instead of a timer for each: a visit costs less than setting one. */
  private sweep(): void {
    const nowMs = this.options.clock.monotonicMs()
    if (nowMs - this.sweptMs < SWEEP_MS) return
    this.sweptMs = nowMs
    const isOver = ({ wallMs, takenMs }: Job): boolean => wallMs !== null && takenMs !== null && nowMs - takenMs > wallMs
    for (const job of [...this.waiting].filter(isOver)) {
      this.waiting.delete(job)
      job.onFault({ ...LOSS_TEXT.waited, path: null })
    }
    for (const child of [...this.children]) {
      for (const job of [...child.jobs.values()].filter(isOver)) child.expire(job)
    }
  }

  private beat(): void {
    const { clock, size, limits } = this.options
    const nowMs = clock.monotonicMs()
    const usual = this.usual()
    let count = usual.length
    for (const child of [...this.children]) {
      child.heartbeat(HEARTBEAT_MS)
      if (child.state !== 'ready' || child.jobs.size > 0) continue
      const idleMs = nowMs - child.idleSinceMs
      const isUsual = usual.includes(child)
      const usualIdleMs = count > size ? SPARE_IDLE_MS : count > FEWEST && this.wasReady ? limits.quietMs : Number.POSITIVE_INFINITY
      if (idleMs <= (isUsual ? usualIdleMs : SPARE_IDLE_MS * 6)) continue
      if (isUsual) count--
      child.lose({ reason: 'closed', guilty: null, path: null })
    }
  }
}
