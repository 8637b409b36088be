import type { FlowDefinition } from '@tomada/sdk/flow'

export type SaveState =
  | { kind: 'saved'; at: string | null }
  /** Changed here, waiting for a pause. */
  | { kind: 'pending' }
  | { kind: 'saving' }
  /** No answer: kept on this device, tried again. */
  | { kind: 'offline' }
  /** The server's draft moved on; a person or the merge decides. */
  | { kind: 'conflict' }
  | { kind: 'refused'; reason: string }

export type SaveOutcome<Answer> =
  | { kind: 'saved'; revision: number; answer: Answer }
  | { kind: 'offline' }
  | { kind: 'conflict' }
  | { kind: 'refused'; reason: string }

export interface AutosaveOptions<Answer> {
  revision: number
  savedAt: string | null
  /** Never throws: every way it can end is an outcome. */
  save(definition: FlowDefinition, revision: number): Promise<SaveOutcome<Answer>>
  onstate(state: SaveState): void
  onsaved(definition: FlowDefinition, revision: number, answer: Answer): void
  now(): string
  idleMs?: number
  retryMs?: number
}

/** Sends the newest draft within two seconds of idle, one save at a time; what changes meanwhile goes with the next. */
export class Autosave<Answer> {
  #options: AutosaveOptions<Answer>
  #waiting: FlowDefinition | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #flight: Promise<void> | null = null
  #retries = 0
  state: SaveState
  revision: number

  constructor(options: AutosaveOptions<Answer>) {
    this.#options = options
    this.revision = options.revision
    this.state = { kind: 'saved', at: options.savedAt }
  }

  get hasUnsent(): boolean {
    return this.#waiting !== null || this.#flight !== null
  }

  changed(definition: FlowDefinition): void {
    this.#waiting = definition
    if (this.state.kind === 'conflict') return
    if (!this.#flight) this.#set({ kind: 'pending' })
    this.#schedule(this.#options.idleMs ?? 1000)
  }

  /** Sends at once what waits; resolves when nothing is left or it cannot be sent. True when all is saved. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    while (this.#waiting !== null || this.#flight) {
      if (this.#flight) await this.#flight
      else if (!(await this.#send())) return false
    }
    return this.state.kind === 'saved'
  }

  /** After a merge: what to send now stands on this revision. */
  rebase(revision: number, definition: FlowDefinition | null): void {
    this.revision = revision
    this.#waiting = definition
    this.#set(definition === null ? { kind: 'saved', at: this.#options.now() } : { kind: 'pending' })
    if (definition !== null) this.#schedule(0)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#send(), delayMs)
  }

  async #send(): Promise<boolean> {
    const definition = this.#waiting
    if (definition === null || this.#flight || this.state.kind === 'conflict') return false
    this.#waiting = null
    this.#set({ kind: 'saving' })
    let ok = false
    this.#flight = (async () => {
      const outcome = await this.#options.save(definition, this.revision)
      this.#flight = null
      ok = this.#settle(definition, outcome)
    })()
    await this.#flight
    return ok
  }

  #settle(definition: FlowDefinition, outcome: SaveOutcome<Answer>): boolean {
    if (outcome.kind === 'saved') {
      this.revision = outcome.revision
      this.#retries = 0
      this.#options.onsaved(definition, outcome.revision, outcome.answer)
      if (this.#waiting === null) this.#set({ kind: 'saved', at: this.#options.now() })
      else {
        this.#set({ kind: 'pending' })
        this.#schedule(this.#options.idleMs ?? 1000)
      }
      return true
    }
    // What could not be saved is still to be saved, unless something newer already waits.
    this.#waiting ??= definition
    this.#set(outcome)
    if (outcome.kind === 'offline') this.#schedule(Math.min(30_000, (this.#options.retryMs ?? 2000) * 2 ** this.#retries++))
    return false
  }

  #set(state: SaveState): void {
    this.state = state
    this.#options.onstate(state)
  }
}
