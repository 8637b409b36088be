import {
  type Command,
  CommandRefused,
  FINALLY,
  type FlowDefinition,
  type Fragment,
  type Lane,
  lanesOf,
  type Mint,
  mintFrom,
  orderedLane,
  outlineOf,
  runCommand,
  type Step,
  stepNamesOf,
  stepsLostBy,
  type Target,
  withDescendants,
} from '@tomada/sdk/flow'
import { getContext, setContext } from 'svelte'
import type { DraftTest, ValueSource } from '#lib/api/draft-test.ts'
import type { Draft, Problem, StepTest } from '#lib/api/flows.ts'
import { announce } from '#lib/components/overlay/announcer.svelte.ts'
import { m } from '#lib/paraglide/messages.js'
import { layoutOf } from '../canvas/layout.ts'
import { DID, describeAdded, refusalText } from '../words.ts'
import { EMPTY_HISTORY, type History, type Step as HistoryStep, record, redo, undo } from './history.ts'

export const TRIGGER = 'trigger'

/** What a test of a step gave. `from`: where its value came from, when it was tried with the draft. */
export type KnownTest = StepTest & { from?: ValueSource; lane?: string }

export interface EditorOptions {
  flowId: string
  draft: Draft
  readOnly: boolean
  /** Called after every change of the definition or of the history. */
  onchange: (definition: FlowDefinition, history: History) => void
}

/** The one state of the builder: raw values, everything else derived. Canvas and outline render it and dispatch commands. */
export class Editor {
  readonly flowId: string
  readonly readOnly: boolean
  definition = $state.raw<FlowDefinition>({ trigger: { kind: 'manual' }, steps: {}, edges: {}, settings: {}, layout: {} })
  history = $state.raw<History>(EMPTY_HISTORY)
  problems = $state.raw<readonly Problem[]>([])
  /** Step ids, or `trigger`; the last one is the current one, which holds the tab stop. */
  selected = $state.raw<readonly string[]>([])
  /** Step or trigger whose panel is open. */
  opened = $state<string | null>(null)
  /** Field of what is opened that is to be shown: a JSON Pointer, until it was. */
  field = $state<string | null>(null)
  /** Whether the settings of the flow are open. */
  settingUp = $state(false)
  /** Where the step that is being chosen will go. */
  adding = $state.raw<Target | null>(null)
  /** Steps whose dialogs "move to" and "connect to" are open. */
  moving = $state<string | null>(null)
  connecting = $state<string | null>(null)
  tests = $state.raw<Readonly<Record<string, KnownTest>>>({})

  readonly layout = $derived(layoutOf(this.definition))
  readonly outline = $derived(outlineOf(this.definition))
  readonly names = $derived(stepNamesOf(this.definition))
  /** Trigger, then every step in execution order: the way of `]` and `[`. */
  readonly order = $derived([TRIGGER, ...this.outline.map((row) => row.id)])
  readonly current = $derived(this.selected.at(-1) ?? null)
  readonly errors = $derived(this.problems.filter((problem) => problem.severity === 'error'))

  /** Ids for what is new. */
  readonly mint: Mint = mintFrom((count) => crypto.getRandomValues(new Uint8Array(count)))
  readonly #onchange: EditorOptions['onchange']

  constructor(options: EditorOptions) {
    this.flowId = options.flowId
    this.readOnly = options.readOnly
    this.definition = options.draft.definition
    this.problems = options.draft.problems
    this.#onchange = options.onchange
  }

  step(id: string): Step | undefined {
    return this.definition.steps[id]
  }

  /** What people call it: the title, or else the name. */
  titleOf(id: string): string {
    const step = this.step(id)
    return id === TRIGGER ? m.editor_trigger() : ((step?.title || step?.name) ?? id)
  }

  problemsOf(id: string): readonly Problem[] {
    return this.problems.filter((problem) => problem.stepId === id)
  }

  /** Applies a command. False when the flow's rules forbid it, which is said. `group` joins entries of one typed text. */
  run(command: Command, group: string | null = null): boolean {
    if (this.readOnly) return false
    try {
      const change = runCommand(this.definition, command, this.mint)
      if (change.patches.length === 0) return true
      this.definition = change.definition
      this.history = record(this.history, {
        name: command.name,
        patches: change.patches,
        inverse: change.inverse,
        group,
        at: performance.now(),
      })
      this.#changed()
      return true
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error
      announce(refusalText(error.code), 'assertive')
      return false
    }
  }

  /** A definition that came from elsewhere (merge, other tab): not an entry of the history. */
  adopt(definition: FlowDefinition, history?: History): void {
    this.definition = definition
    if (history) this.history = history
    this.#keepSelection()
  }

  undo(): void {
    this.#walk(undo(this.definition, this.history), m.editor_undone, m.editor_nothing_undo)
  }

  redo(): void {
    this.#walk(redo(this.definition, this.history), m.editor_redone, m.editor_nothing_redo)
  }

  #walk(step: HistoryStep, said: (input: { what: string }) => string, nothing: () => string): void {
    if (this.readOnly) return
    this.definition = step.definition
    this.history = step.history
    this.#changed()
    const text = step.entry ? said({ what: DID[step.entry.name]() }) : nothing()
    announce(step.skipped > 0 ? `${text}. ${m.editor_skipped()}` : text)
  }

  #changed(): void {
    this.#keepSelection()
    this.#onchange(this.definition, this.history)
  }

  #keepSelection(): void {
    const exists = (id: string) => id === TRIGGER || this.definition.steps[id] !== undefined
    if (!this.selected.every(exists)) this.selected = this.selected.filter(exists)
    if (this.opened !== null && !exists(this.opened)) this.opened = null
  }

  select(id: string | null, add = false): void {
    if (id === null) this.selected = []
    else if (!add) this.selected = [id]
    else this.selected = this.selected.includes(id) ? this.selected.filter((other) => other !== id) : [...this.selected, id]
  }

  open(id: string, field: string | null = null): void {
    this.select(id)
    this.field = field
    this.opened = id
  }

  /** How many steps the command would take away; none when the flow's rules forbid it. */
  wouldLose(command: Command): number {
    try {
      return stepsLostBy(this.definition, command, this.mint).length
    } catch (error) {
      if (error instanceof CommandRefused) return 0
      throw error
    }
  }

  addStep(step: Step, at: Target): void {
    const id = this.mint('s')
    if (!this.run({ name: 'addStep', id, step, at })) return
    announce(describeAdded(this, id, at))
    this.adding = null
    this.open(id)
  }

  remove(ids: readonly string[] = this.selected): void {
    const steps = ids.filter((id) => id !== TRIGGER)
    const first = steps[0]
    if (first === undefined) return
    const at = this.order.indexOf(first)
    const title = this.titleOf(first)
    if (!this.run({ name: 'removeSteps', ids: steps })) return
    announce(steps.length === 1 ? m.editor_said_removed({ name: title }) : m.editor_said_removed_many({ count: steps.length }))
    this.select(this.order[Math.min(at, this.order.length - 1)] ?? TRIGGER)
  }

  toggle(id: string): void {
    const step = this.step(id)
    if (!step) return
    if (!this.run({ name: 'setField', id, field: '/disabled', value: step.disabled ? undefined : true })) return
    announce(step.disabled ? m.editor_said_enabled({ name: this.titleOf(id) }) : m.editor_said_disabled({ name: this.titleOf(id) }))
  }

  /** The selected steps with everything inside them, as one fragment. */
  fragment(ids: readonly string[] = this.selected): Fragment {
    const all = new Set(ids.filter((id) => id !== TRIGGER).flatMap((id) => withDescendants(this.definition, id)))
    return {
      steps: Object.fromEntries(Object.entries(this.definition.steps).filter(([id]) => all.has(id))),
      edges: Object.fromEntries(Object.entries(this.definition.edges).filter(([, edge]) => all.has(edge.from) && all.has(edge.to))),
    }
  }

  paste(fragment: Fragment): void {
    const before = new Set(Object.keys(this.definition.steps))
    if (!this.run({ name: 'paste', fragment, at: this.targetAfter(this.current) })) return
    const fresh = this.order.filter((id) => id !== TRIGGER && !before.has(id))
    this.selected = fresh
    announce(m.editor_said_pasted({ count: Object.keys(fragment.steps).length }))
  }

  duplicate(): void {
    const fragment = this.fragment()
    if (Object.keys(fragment.steps).length > 0) this.paste(fragment)
  }

  targetAfter(id: string | null): Target {
    if (id !== null && this.step(id)) return { kind: 'after', stepId: id }
    return { kind: 'start', lane: null }
  }

  /** After the last step of a lane; its start when it is empty. */
  targetAtEnd(lane: Lane): Target {
    const last = orderedLane(this.definition, lane).at(-1)
    return last === undefined ? { kind: 'start', lane } : { kind: 'after', stepId: last }
  }

  /** Steps that `from` may be connected to: siblings that it does not follow and is not yet connected to. */
  connectable(from: string): string[] {
    return this.outline
      .map((row) => row.id)
      .filter((to) => {
        if (to === from) return false
        try {
          runCommand(this.definition, { name: 'connect', from, to }, this.mint)
          return true
        } catch (error) {
          if (error instanceof CommandRefused) return false
          throw error
        }
      })
  }

  /** Every place a step may go to, in the order of the flow. */
  placesFor(id: string): Target[] {
    const own = new Set(withDescendants(this.definition, id))
    return [
      { kind: 'start', lane: null },
      ...this.outline
        .filter((row) => !own.has(row.id))
        .flatMap((row): Target[] => {
          const step = this.step(row.id)
          const lanes = step ? lanesOf(step) : []
          return [{ kind: 'after', stepId: row.id }, ...lanes.map((lane): Target => ({ kind: 'start', lane: { container: row.id, lane } }))]
        }),
      { kind: 'start', lane: FINALLY },
    ]
  }

  rememberTest(id: string, test: KnownTest): void {
    this.tests = { ...this.tests, [id]: test }
  }

  /** Of steps that ran once; what an iteration gave is no output of its step. */
  rememberDraftTest({ steps }: DraftTest): void {
    for (const { path, stepId, status, output, error, durationMs, calls, logs, from, lane } of steps) {
      if (path !== stepId || (status !== 'done' && status !== 'failed')) continue
      this.rememberTest(stepId, {
        status,
        output: output ?? null,
        error,
        durationMs,
        calls,
        logs,
        from,
        ...(lane === null ? {} : { lane }),
      })
    }
  }
}

const KEY = Symbol('editor')

export function provideEditor(editor: Editor): Editor {
  return setContext(KEY, editor)
}

export function useEditor(): Editor {
  const editor = getContext<Editor | undefined>(KEY)
  if (!editor) throw new Error('useEditor() needs the flow editor above it.')
  return editor
}
