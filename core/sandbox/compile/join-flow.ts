import { createHash } from 'node:crypto'
import type { FlowDefinition, Step } from '../../../sdk/flow/definition.ts'
import { HELPER_NAMES } from '../../../sdk/flow/expressions-names.ts'
import { stepIds, stepOf } from '../../../sdk/flow/graph.ts'
import { planOf } from '../../../sdk/flow/plan.ts'
import { stepNamesOf } from '../../../sdk/flow/references.ts'
import { problemsOf } from '../../../sdk/flow/validate.ts'
import { type FlowProblem, problemText } from '../../../sdk/flow/validate-messages.ts'
import { libraryScript } from '../code-libraries.ts'
import type { StepShape } from '../guest/flow-parts.ts'
import type { CompiledFlow } from '../sandbox.types.ts'
import { formatLine } from '../script-format.ts'
import { compileCode } from './compile-code.ts'
import { NotCompilable } from './compile-template.ts'
import { keysEntry } from './settings-functions.ts'
import { functionsOf, type StepFunctions } from './step-functions.ts'
import { shapeOf } from './step-shape.ts'

/** Characters of a whole flow script. */
const MAX_SCRIPT_CHARS = 4 * 1024 * 1024

/**
 * All expressions and code steps of a flow, each checked alone, as one script for the guest. Null when any problem is an error:
 * nothing is joined that did not pass. The script's value is a function of the guest's kit; expressions see `$` and the helper
 * names, code steps the helper names only, and neither sees the walk.
 */
export async function joinFlow(
  definition: FlowDefinition,
  prelude: string,
): Promise<{ compiled: CompiledFlow | null; problems: FlowProblem[] }> {
  const problems = problemsOf(definition)
  const codes = new Map<string, string>()
  const libraries = new Set<string>()
  for (const id of stepIds(definition)) {
    const step = stepOf(definition, id)
    if (step?.kind !== 'code' || problems.some((known) => known.stepId === id && known.code.startsWith('code_'))) continue
    const compiled = await compileCode(step.code)
    if (compiled.ok) {
      codes.set(id, compiled.js)
      for (const library of compiled.libraries) libraries.add(library)
    } else problems.push({ stepId: id, field: '/code', severity: 'error', code: compiled.problem.code, message: compiled.problem.message })
  }
  if (problems.some((problem) => problem.severity === 'error')) return { compiled: null, problems }
  const script = scriptOf(definition, codes, prelude, await librariesJs(libraries))
  if (script === null || script.length > MAX_SCRIPT_CHARS) {
    const reason = script === null ? 'nesting' : '4 MB'
    problems.push({
      stepId: 'flow',
      field: '',
      severity: 'error',
      code: 'script_refused',
      message: problemText('script_refused', { reason }),
    })
    return { compiled: null, problems }
  }
  return { compiled: { script, hash: createHash('sha256').update(script).digest('hex') }, problems }
}

/** Only what the flow imports is in its script, so that a version keeps its libraries for life and the others cost nothing. */
async function librariesJs(names: ReadonlySet<string>): Promise<string> {
  const scripts = await Promise.all(
    [...names].sort().map(async (name): Promise<[string, string | undefined]> => [name, (await libraryScript(name))?.js]),
  )
  return members(scripts)
}

function scriptOf(definition: FlowDefinition, codes: ReadonlyMap<string, string>, prelude: string, libraries: string): string | null {
  try {
    const stepNames = stepNamesOf(definition)
    const functions = new Map(stepsOf(definition).map(([id, step]) => [id, functionsOf(definition, stepNames, id, step)]))
    const names = [...HELPER_NAMES].join(', ')
    const by = (js: (own: StepFunctions) => string | undefined, more: ReadonlyArray<[key: string, js: string]> = []): string =>
      members([...[...functions].map(([id, own]): [string, string | undefined] => [id, js(own)]), ...more])
    const kinds = [
      `values: ${by(({ value }) => value, keysEntry(definition))}`,
      `cases: ${by(({ cases }) => cases)}`,
      `lists: ${by(({ list }) => list)}`,
      `beside: ${by(({ beside }) => beside)}`,
    ]
    const parts = [
      `plan: ${parsed(planOf(definition))}`,
      `shapes: ${parsed(shapesOf(definition, codes))}`,
      `expressions: function ($, ${names}) { return {\n${kinds.join(',\n')}\n} }`,
      `codes: function (${names}) { return ${members([...codes])} }`,
      'libraries: $libraries',
    ]
    // The parts are arguments, so their functions are outside the prelude's scope.
    return `${formatLine()}"use strict";\n(function (parts) {${prelude};return function (kit) { return tomadaFlow.load(parts, kit) }})((function ($libraries) { return {\n${parts.join(',\n')}\n} })(${libraries}))`
  } catch (error) {
    if (error instanceof NotCompilable) return null
    throw error
  }
}

function stepsOf(definition: FlowDefinition): Array<[id: string, step: Step]> {
  return stepIds(definition).flatMap((id): Array<[string, Step]> => {
    const step = stepOf(definition, id)
    return step === undefined ? [] : [[id, step]]
  })
}

/** An object without a prototype: a key is found only if it was written. */
function members(entries: ReadonlyArray<[key: string, js: string | undefined]>): string {
  const written = entries.filter(([, js]) => js !== undefined).map(([key, js]) => `[${JSON.stringify(key)}]: ${js}`)
  return `{ __proto__: null, ${written.join(',\n')} }`
}

function shapesOf(definition: FlowDefinition, codes: ReadonlyMap<string, string>): Record<string, StepShape> {
  return Object.fromEntries(stepsOf(definition).map(([id, step]) => [id, shapeOf(definition, id, step, codes.get(id))]))
}

function parsed(value: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`
}
