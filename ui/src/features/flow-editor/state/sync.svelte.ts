import type { FlowDefinition } from '@tomada/sdk/flow'
import type { Draft, Problem } from '#lib/api/flows.ts'
import { ApiError } from '#lib/api/problem.ts'
import { Autosave, type SaveOutcome, type SaveState } from './autosave.ts'
import { EMPTY_HISTORY, type History } from './history.ts'
import { type JournalEntry, writeJournal } from './journal.ts'
import { type FieldConflict, merge } from './merge.ts'

/** What is kept in step: the builder's state, as far as saving it goes. */
interface EditedDraft {
  readonly flowId: string
  definition: FlowDefinition
  problems: readonly Problem[]
  adopt(definition: FlowDefinition, history?: History): void
}

interface DraftServer {
  read(flowId: string): Promise<Draft>
  /** Throws an ApiError: 412 when the draft is at another revision. */
  save(flowId: string, revision: number, definition: FlowDefinition): Promise<{ revision: number; problems: Problem[] }>
}

interface SyncOptions {
  editor: EditedDraft
  draft: Draft
  server: DraftServer
  /** What people are told of an error. */
  textOf: (error: unknown) => string
  /** Somebody else's changes were taken in without a question. */
  onmerged: () => void
  /** The server acknowledged edits. */
  onsaved: () => void
}

/** Keeps the editor, this device's journal and the server's draft together. */
export class DraftSync {
  state = $state.raw<SaveState>({ kind: 'saved', at: null })
  revision = $state(0)
  /** Fields to decide about; null when there is no conflict. */
  conflicts = $state.raw<readonly FieldConflict[] | null>(null)

  readonly #editor: EditedDraft
  readonly #server: DraftServer
  readonly #textOf: SyncOptions['textOf']
  readonly #onmerged: () => void
  readonly #autosave: Autosave<Problem[]>
  /** The server's draft that the edits stand on. */
  #base: FlowDefinition
  #theirs: Draft | null = null
  /** What was answered while something else is still asked. */
  #choices = new Map<string, 'mine' | 'theirs'>()
  #history: History = EMPTY_HISTORY

  constructor({ editor, draft, server, textOf, onmerged, onsaved }: SyncOptions) {
    this.#editor = editor
    this.#server = server
    this.#textOf = textOf
    this.#onmerged = onmerged
    this.#base = draft.definition
    this.revision = draft.revision
    this.state = { kind: 'saved', at: draft.savedAt }
    this.#autosave = new Autosave<Problem[]>({
      revision: draft.revision,
      savedAt: draft.savedAt,
      save: (definition, revision) => this.#save(definition, revision),
      onstate: (state) => {
        this.state = state
        if (state.kind === 'conflict') void this.#meet()
      },
      onsaved: (definition, revision, problems) => {
        this.#base = definition
        this.revision = revision
        this.#editor.problems = problems
        this.remember()
        onsaved()
      },
      now: () => new Date().toISOString(),
    })
  }

  changed(definition: FlowDefinition, history: History): void {
    this.#history = history
    this.#autosave.changed(definition)
    this.remember()
  }

  /** To this device, at once. */
  remember(): void {
    void writeJournal({
      flowId: this.#editor.flowId,
      base: this.#base,
      revision: this.#autosave.revision,
      definition: this.#editor.definition,
      history: this.#history,
      unsent: this.#autosave.hasUnsent,
    })
  }

  /** What an earlier page on this device left behind: its undo stack always, its edits where the server lacks them. */
  takeOver(journal: JournalEntry): void {
    this.#history = journal.history
    if (!journal.unsent) {
      if (journal.revision === this.revision) this.#editor.adopt(this.#editor.definition, journal.history)
      return
    }
    const theirs: Draft = {
      revision: this.revision,
      baseVersion: null,
      definition: this.#base,
      problems: [...this.#editor.problems],
      savedAt: null,
    }
    this.#editor.adopt(journal.definition, journal.history)
    this.#settle(journal.base, theirs)
  }

  /** Resolves when the server's draft holds the step: at once, or after what waits was sent. */
  async ensureStep(id: string): Promise<void> {
    if (this.#base.steps[id] === undefined) await this.flush()
  }

  flush(): Promise<boolean> {
    return this.#autosave.flush()
  }

  /** Asks on about what was typed over theirs since the question was put. */
  resolve(choices: ReadonlyMap<string, 'mine' | 'theirs'>): void {
    if (this.#theirs === null) return
    const theirs = this.#theirs
    for (const [path, choice] of choices) this.#choices.set(path, choice)
    const merged = merge(this.#base, this.#editor.definition, theirs.definition, this.#choices)
    this.conflicts = merged.conflicts.length > 0 ? merged.conflicts : null
    if (this.conflicts !== null) return
    this.#theirs = null
    this.#choices.clear()
    this.#take(merged.definition, theirs)
  }

  /** The draft was discarded: start again from the server's. */
  async reload(): Promise<void> {
    const draft = await this.#server.read(this.#editor.flowId)
    this.#history = EMPTY_HISTORY
    this.#editor.adopt(draft.definition, EMPTY_HISTORY)
    this.#editor.problems = draft.problems
    this.#base = draft.definition
    this.revision = draft.revision
    this.#autosave.rebase(draft.revision, null)
    this.remember()
  }

  /** The draft became a version: the server has none any more, and the next edit begins another. */
  published(): void {
    this.#base = this.#editor.definition
    this.revision = 0
    this.#autosave.rebase(0, this.#autosave.hasUnsent ? this.#editor.definition : null)
    this.remember()
  }

  stop(): void {
    void this.#autosave.flush()
    this.#autosave.stop()
  }

  async #save(definition: FlowDefinition, revision: number): Promise<SaveOutcome<Problem[]>> {
    try {
      const saved = await this.#server.save(this.#editor.flowId, revision, definition)
      return { kind: 'saved', revision: saved.revision, answer: saved.problems }
    } catch (error) {
      if (!(error instanceof ApiError)) return { kind: 'refused', reason: this.#textOf(error) }
      if (error.status === 412) return { kind: 'conflict' }
      // A server that is away or a session that ended: the edits wait here.
      if (error.offline || error.status === 401 || error.status >= 500) return { kind: 'offline' }
      return { kind: 'refused', reason: error.fieldErrors[0]?.reason ?? this.#textOf(error) }
    }
  }

  /** The server's draft moved on: fetch it and merge. */
  async #meet(): Promise<void> {
    try {
      this.#settle(this.#base, await this.#server.read(this.#editor.flowId))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setTimeout(() => void this.#meet(), 5000)
    }
  }

  #settle(base: FlowDefinition, theirs: Draft): void {
    const merged = merge(base, this.#editor.definition, theirs.definition)
    if (merged.conflicts.length > 0) {
      this.#base = base
      this.#theirs = theirs
      this.conflicts = merged.conflicts
      this.state = { kind: 'conflict' }
      return
    }
    if (theirs.revision !== this.revision) this.#onmerged()
    this.#take(merged.definition, theirs)
  }

  #take(definition: FlowDefinition, theirs: Draft): void {
    this.#base = theirs.definition
    this.revision = theirs.revision
    this.#editor.adopt(definition)
    this.#editor.problems = theirs.problems
    this.#autosave.rebase(theirs.revision, definition)
    this.remember()
  }
}
