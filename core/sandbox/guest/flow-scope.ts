import type { Json, LoopState, RunState, StepPath, StepRecord } from '../../../sdk/flow/definition.ts'
import { prefixOf } from '../../../sdk/flow/run-state.ts'
import { GuestFault } from './faults.ts'
import type { StepShape } from './flow-parts.ts'
import { copyOf, look } from './look-up.ts'

/** An iteration that the text being evaluated is in. */
interface Iteration {
  loopId: string
  loopPath: StepPath
  index: number
  /** What the paths of its steps begin with. */
  prefix: string
}

/** The item of a list that a filter or aggregate looks at. */
interface ListItem {
  item: unknown
  index: number
}

/** What `run` is, beside how the run ended. */
export interface RunNames {
  id: string
  startedAt: number
  /** By step id. */
  links: Record<string, { resume: string; cancel: string }>
}

const NO_RUN: RunNames = { id: '', startedAt: 0, links: {} }

/** What `$` is in the joined expressions: checked look-ups into the state of the run. One per flow script. */
export class FlowScope {
  /** JSON Pointer of the field being evaluated, kept for the error. */
  at = ''
  /** The item that a filter or aggregate looks at; it hides the loop's. */
  listItem: ListItem | null = null
  private readonly shapes: Readonly<Record<string, StepShape>>
  private readonly disabled: ReadonlySet<string>
  private state: RunState = { trigger: null, steps: {}, loops: {} }
  private runNames: RunNames = NO_RUN
  private nowMs = 0
  private around: readonly Iteration[] = []

  constructor(shapes: Readonly<Record<string, StepShape>>, disabled: ReadonlySet<string>) {
    this.shapes = shapes
    this.disabled = disabled
  }

  begin(state: RunState, run: RunNames | undefined, nowMs: number): void {
    this.state = state
    this.runNames = run ?? NO_RUN
    this.nowMs = nowMs
    this.around = []
  }

  /** From here on texts are evaluated as those of the step at this path; with a `/` at its end, of the iteration. */
  enter(path: StepPath): void {
    this.at = ''
    this.listItem = null
    const prefix = prefixOf(path)
    if (prefix !== this.prefixAt(this.around.length)) this.around = iterationsIn(prefix)
  }

  /** `trigger.a.b`; keys from `optionalFrom` on may be missing. Objects come as copies: no step may change what another sees. */
  trigger(keys: readonly unknown[], optionalFrom: number): unknown {
    return copyOf(look(this.state.trigger, 'trigger', keys, optionalFrom))
  }

  vars(keys: readonly unknown[], optionalFrom: number): unknown {
    return copyOf(look({}, 'vars', keys, optionalFrom))
  }

  /** `steps.name.a.b`. `optionalFrom` counts the step itself as key 0. */
  step(stepId: string, name: string, keys: readonly unknown[], optionalFrom: number): unknown {
    const output = this.outputOf(stepId)
    if (output === undefined && optionalFrom !== 0) throw new GuestFault('expression', `steps.${name} has not run`)
    const rest = optionalFrom < 0 ? -1 : Math.max(0, optionalFrom - 1)
    return copyOf(look(output, `steps.${name}`, keys, rest))
  }

  item(keys: readonly unknown[], optionalFrom: number): unknown {
    return copyOf(look(this.currentItem(), 'item', keys, optionalFrom))
  }

  index(keys: readonly unknown[], optionalFrom: number): unknown {
    return look(this.currentIndex(), 'index', keys, optionalFrom)
  }

  previous(keys: readonly unknown[], optionalFrom: number): unknown {
    return copyOf(look(this.currentPrevious(), 'previous', keys, optionalFrom))
  }

  run(keys: readonly unknown[], optionalFrom: number): unknown {
    return copyOf(look(this.runValue(), 'run', keys, optionalFrom))
  }

  now(): Date {
    return new Date(this.nowMs)
  }

  /** A part of a text: null and undefined as nothing, objects as JSON. */
  text(value: unknown): string {
    if (value === null || value === undefined) return ''
    if (value instanceof Date) return value.toISOString()
    return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
  }

  /** The value of a name that a code step has as a parameter; copies, made for this run of the step. */
  codeName(name: string): unknown {
    switch (name) {
      case 'trigger':
        return copyOf(this.state.trigger)
      case 'steps':
        return this.codeSteps()
      case 'vars':
        return {}
      case 'now':
        return this.now()
      case 'item':
        return copyOf(this.currentItem())
      case 'index':
        return this.currentIndex()
      case 'previous':
        return copyOf(this.currentPrevious())
      case 'run':
        return this.codeRun()
      default:
        return undefined
    }
  }

  /** `steps` for one run of a code step: each output is the same object on each use within it. */
  private codeSteps(): object {
    const steps = Object.create(null)
    const copies = new Map<string, unknown>()
    for (const stepId of Object.keys(this.shapes)) {
      const get = (): unknown => {
        if (!copies.has(stepId)) copies.set(stepId, copyOf(this.outputOf(stepId)))
        return copies.get(stepId)
      }
      defineByName(steps, this.shapes[stepId]?.name ?? stepId, stepId, { get })
    }
    return steps
  }

  private codeRun(): unknown {
    const run = this.runValue()
    const links = {}
    for (const [stepId, link] of Object.entries(this.runNames.links)) {
      defineByName(links, this.shapes[stepId]?.name ?? stepId, stepId, { value: { ...link } })
    }
    return { ...run, links }
  }

  private runValue(): Record<string, unknown> {
    const { id, startedAt, links } = this.runNames
    const { outcome } = this.state
    const byName = Object.fromEntries(Object.entries(links).map(([stepId, link]) => [this.shapes[stepId]?.name ?? stepId, link]))
    return {
      id,
      startedAt: new Date(startedAt).toISOString(),
      links: byName,
      ...(outcome === undefined ? {} : { outcome: { status: outcome.status, error: outcome.error ?? null } }),
    }
  }

  private prefixAt(depth: number): string {
    return depth === 0 ? '' : (this.around[depth - 1]?.prefix ?? '')
  }

  /** What `steps.<name>` is: the output; `{ error }` of a step that failed and was survived; undefined when it has not run. */
  private outputOf(stepId: string): unknown {
    const own = this.around.find((iteration) => iteration.loopId === stepId)
    if (own !== undefined) {
      const item = this.itemOf(own)
      return { ...(item === undefined ? {} : { item }), index: own.index, previous: this.loopOf(own)?.previous ?? null }
    }
    const record = this.recordOf(stepId)
    if (record === undefined || record.status === 'skipped' || record.status === 'open') return undefined
    if (record.status === 'failed') return { error: record.error ?? null }
    return record.output ?? null
  }

  /** The record of a step as seen from here: a step of a loop is found in the iteration around, in no other. */
  private recordOf(stepId: string): StepRecord | undefined {
    const loops = this.shapes[stepId]?.loops
    const depth = loops?.length ?? 0
    for (let i = 0; i < depth; i++) if (this.around[i]?.loopId !== loops?.[i]) return undefined
    const path = this.prefixAt(depth) + stepId
    const { steps } = this.state
    if (Object.hasOwn(steps, path)) return steps[path]
    return this.disabled.has(stepId) ? { status: 'done', output: null } : undefined
  }

  private loopOf(iteration: Iteration): LoopState | undefined {
    const { loops } = this.state
    return Object.hasOwn(loops, iteration.loopPath) ? loops[iteration.loopPath] : undefined
  }

  private itemOf(iteration: Iteration): Json | undefined {
    return this.loopOf(iteration)?.items?.[iteration.index]
  }

  /** Of the list item, or of the innermost for-each: a while loop inside it has no items of its own. */
  private currentItem(): unknown {
    if (this.listItem !== null) return this.listItem.item
    const iteration = this.around.findLast((each) => this.loopOf(each)?.items !== undefined)
    return iteration === undefined ? undefined : this.itemOf(iteration)
  }

  private currentIndex(): number | undefined {
    return this.listItem === null ? this.around.at(-1)?.index : this.listItem.index
  }

  private currentPrevious(): Json | undefined {
    const iteration = this.around.at(-1)
    return iteration === undefined ? undefined : (this.loopOf(iteration)?.previous ?? null)
  }
}

function iterationsIn(path: string): Iteration[] {
  const found: Iteration[] = []
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
    const start = found.at(-1)?.prefix.length ?? 0
    const bracket = path.indexOf('[', start)
    found.push({
      loopId: path.slice(start, bracket),
      loopPath: path.slice(0, bracket),
      index: Number(path.slice(bracket + 1, end - 1)),
      prefix: path.slice(0, end + 1),
    })
  }
  return found
}

/** Under the step's name, and hidden under `$` and its id, which is how stored code refers to it. */
function defineByName(holder: object, name: string, stepId: string, property: PropertyDescriptor): void {
  for (const key of [name, `$${stepId}`]) {
    if (!Object.hasOwn(holder, key)) Object.defineProperty(holder, key, { ...property, enumerable: !key.startsWith('$') })
  }
}
