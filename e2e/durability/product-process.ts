import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { KillableDatabase } from './database.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A core or worker process that is started again whenever it is gone, as a service manager does. */
export class ProductProcess {
  readonly name: string
  /** The engine's name for the process that runs now. */
  engineId = ''
  readonly #args: readonly string[]
  readonly #env: Record<string, string>
  readonly #log: string
  readonly #database: KillableDatabase
  #child: ChildProcess | null = null
  #isStopping = false
  #starting: Promise<void> = Promise.resolve()

  constructor(options: { name: string; args: readonly string[]; env: Record<string, string>; log: string; database: KillableDatabase }) {
    this.name = options.name
    this.#args = options.args
    this.#env = options.env
    this.#log = options.log
    this.#database = options.database
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Processes that this one started: sandbox children. */
  get children(): number[] {
    const list = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8')
    return list.split(' ').filter(Boolean).map(Number)
  }

  /** Resolves when it is ready; tries again for as long as the database is away. */
  start(): Promise<void> {
    this.#starting = this.#startUntilReady()
    return this.#starting
  }

  async #startUntilReady(): Promise<void> {
    const known = new Set(await this.#engineIds())
    for (;;) {
      if (this.#isStopping) return
      if (await this.#launch()) break
      await sleep(500)
    }
    const fresh = (await this.#engineIds()).filter((id) => !known.has(id))
    this.engineId = fresh[0] ?? ''
  }

  async #engineIds(): Promise<string[]> {
    for (;;) {
      try {
        return (await this.#database.query<{ id: string }>('SELECT id FROM processes ORDER BY started_at DESC')).map(({ id }) => id)
      } catch (error) {
        // Not migrated yet, or killed just now.
        if (error instanceof Error && error.message.includes('does not exist')) return []
        await sleep(300)
      }
    }
  }

  /** False when it ended before it was ready. */
  async #launch(): Promise<boolean> {
    const { PATH, HOME, LANG, NODE_COMPILE_CACHE } = process.env
    // As `npm start` starts it.
    const child = spawn(process.execPath, ['--no-node-snapshot', '--max-semi-space-size=8', 'core/main.ts', ...this.#args], {
      cwd: ROOT,
      env: { PATH, HOME, LANG, NODE_COMPILE_CACHE, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const isReady = new Promise<boolean>((resolve) => {
      child.once('exit', () => resolve(false))
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          void appendFile(this.#log, chunk)
          if (/Tomada is (ready|working)/.test(chunk.toString())) resolve(true)
        })
      }
    })
    return isReady
  }

  /** Waits for a start under way, then sends the signal; resolves with the exit code when the process is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    await this.#starting
    const child = this.#child
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return gone
  }

  freeze(): void {
    process.kill(this.pid, 'SIGSTOP')
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT')
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    await this.end('SIGTERM')
  }
}
