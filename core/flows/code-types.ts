import { CODE_LIBRARIES } from '../../sdk/flow/code-libraries.ts'
import type { FlowDefinition, Json, Step } from '../../sdk/flow/definition.ts'
import { functionDeclarations } from '../../sdk/flow/function-declarations.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { isLoop, loopsAround } from '../../sdk/flow/visibility.ts'
import { schemaType } from './schema-types.ts'

/** What a code step's editor must know about one source of values: the trigger, or a step before it. */
export interface TypeSource {
  /** Step id or `trigger`. */
  id: string
  schema: Json
  schemaFrom: 'manifest' | 'inferred'
  mayNotHaveRun: boolean
}

const AHEAD = `/** A step that failed, and was survived. */
interface FailedStep { error: { code: string; message: string; at?: string; provider?: { status: number; body: any } } }
interface LoopIteration<T> { item: T; index: number; previous: any }
interface LoopResult { results: any[]; count: number; stopped: boolean }
type At<T, K> = NonNullable<T> extends infer N ? (K extends keyof N ? N[K] : any) : any
type ItemOf<T> = NonNullable<T> extends ReadonlyArray<infer I> ? I : any
declare const now: Date
declare const vars: { [name: string]: any }
declare const console: { log(...values: unknown[]): void; debug(...values: unknown[]): void; info(...values: unknown[]): void; warn(...values: unknown[]): void; error(...values: unknown[]): void }
declare const run: {
  id: string
  /** ISO 8601. */
  startedAt: string
  /** Of steps that wait for a call or a person, outside of loops. */
  links: { [step: string]: { resume: string; cancel: string } }
  /** In the finally lane. */
  outcome?: { status: 'succeeded' | 'failed' | 'cancelled'; error: FailedStep['error'] | null }
}
`

/**
 * TypeScript declarations of everything the code of a step may name: trigger, steps before it, loop names, run, our functions, libraries. Declared
 * schemas are closed, schemas of samples open: who wrote the sample saw one value of many.
 */
export function codeTypes(definition: FlowDefinition, stepId: string, sources: readonly TypeSource[]): string {
  const around = loopsAround(definition, stepId)
  const trigger = sources.find((source) => source.id === 'trigger')
  const steps = sources.flatMap((source) => memberOf(definition, source, around))
  const libraries = CODE_LIBRARIES.map(({ name }) => `declare module ${JSON.stringify(name)}\n`)
  return [
    AHEAD,
    `type Trigger = ${trigger === undefined ? 'any' : typeOf(trigger)}\n`,
    'declare const trigger: Trigger\n',
    `interface Steps {\n${steps.map((member) => `  ${member}\n`).join('')}}\n`,
    'declare const steps: Steps\n',
    loopNames(definition, around),
    functionDeclarations(),
    ...libraries,
  ].join('')
}

function typeOf({ schema, schemaFrom }: TypeSource): string {
  return schemaType(schema, { isOpen: schemaFrom === 'inferred' })
}

/** A member of `Steps`, or none: what runs inside another loop is seen through what that loop collects. */
function memberOf(definition: FlowDefinition, source: TypeSource, around: readonly string[]): string[] {
  const step = stepOf(definition, source.id)
  if (step === undefined || loopsAround(definition, source.id).some((loop) => !around.includes(loop))) return []
  const name = /^[A-Za-z_]\w*$/.test(step.name) ? step.name : JSON.stringify(step.name)
  return [`${name}: ${around.includes(source.id) ? `LoopIteration<${itemType(step)}>` : outputType(step, source)}`]
}

function outputType(step: Step, source: TypeSource): string {
  const own = ownOutputType(step, source)
  const others = [
    step.onError === 'continue' || step.onError === 'lane' ? 'FailedStep' : null,
    step.disabled === true || step.skipWhen !== undefined ? 'null' : null,
    source.mayNotHaveRun ? 'undefined' : null,
  ].filter((type) => type !== null)
  // any swallows the others, and would hide that the step may not have run.
  const known = own === 'any' && others.length > 0 ? '{ [key: string]: any }' : own
  return [known, ...others].join(' | ')
}

function ownOutputType(step: Step, source: TypeSource): string {
  if (isLoop(step)) return 'LoopResult'
  return step.kind === 'branch' ? 'boolean' : typeOf(source)
}

function loopNames(definition: FlowDefinition, around: readonly string[]): string {
  if (around.length === 0) return ''
  // A while loop has no items of its own: those of the loop around it are seen.
  const forEach = around.map((id) => stepOf(definition, id)).findLast((step) => step?.kind === 'forEach')
  const item = forEach === undefined ? '' : `declare const item: ${itemType(forEach)}\n`
  return `${item}declare const index: number\n/** What the iteration before gave; null in the first. */\ndeclare const previous: any\n`
}

/** The type of a for-each's items when they are one plain reference, such as `{{ trigger.body.items }}`. */
function itemType(loop: Step): string {
  if (loop.kind !== 'forEach' || typeof loop.items !== 'string') return 'any'
  const [, root, path = ''] = /^\{\{\s*(trigger|steps)((?:\??\.[A-Za-z_]\w*)*)\s*\}\}$/.exec(loop.items) ?? []
  if (root === undefined) return 'any'
  const keys = path.split(/\??\./).slice(1)
  const at = keys.reduce((type, key) => `At<${type}, ${JSON.stringify(key)}>`, root === 'trigger' ? 'Trigger' : 'Steps')
  return `ItemOf<${at}>`
}
