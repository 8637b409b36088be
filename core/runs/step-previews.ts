import type { Json, StepPath } from '../../sdk/flow/definition.ts'
import type { RunStep } from './run-steps.ts'

/** A step as the inspector loads it: large values cut, so that a run of any size is looked at in one small answer. */
export interface ShownStep extends RunStep {
  /** When set, `input` is a text: the beginning of its JSON. */
  inputCut: CutValue | null
  outputCut: CutValue | null
  /** Of a loop: how many iterations began. */
  iterations: number | null
}

export interface CutValue {
  /** Of the whole value's JSON text. */
  chars: number
  /** Where the whole value is. */
  link: string
}

/** Which iterations of which loop; without it every loop's first ones. */
export interface StepPage {
  loop?: StepPath
  from?: number
}

/** Characters of JSON that are shown of a value. */
export const PREVIEW_CHARS = 64 * 1024
/** After so many in one answer, little is shown of a value. */
const ALL_PREVIEWS_CHARS = 2 * 1024 * 1024
const SMALL_PREVIEW_CHARS = 1024
/** Iterations of a loop in one answer. */
export const ITERATIONS_PAGE = 50
/** Steps of other iterations that need somebody's eyes. */
const MAX_TROUBLED = 50

/** Steps of all loops' first iterations, and those in trouble wherever they are; or a page of one loop's iterations. */
export function shownSteps(runId: string, steps: readonly RunStep[], page: StepPage = {}): ShownStep[] {
  const iterations = new Map<StepPath, number>()
  let troubled = 0
  const shown = steps.filter((step) => {
    const around = loopsAround(step.path)
    for (const { loop, index } of around) iterations.set(loop, Math.max(iterations.get(loop) ?? 0, index + 1))
    if (page.loop !== undefined && !step.path.startsWith(`${page.loop}[`)) return false
    const isOnPage = around.every(({ loop, index }) => {
      const first = loop === page.loop ? (page.from ?? 0) : 0
      return index >= first && index < first + ITERATIONS_PAGE
    })
    return isOnPage || (page.loop === undefined && isTroubled(step) && ++troubled <= MAX_TROUBLED)
  })
  let left = ALL_PREVIEWS_CHARS
  return shown.map((step) => {
    const address = `/api/runs/${runId}/steps/${encodeURIComponent(step.path)}`
    const input = previewOf(step.input, `${address}/input`, left > 0 ? PREVIEW_CHARS : SMALL_PREVIEW_CHARS)
    const output = previewOf(step.output, `${address}/output`, left > 0 ? PREVIEW_CHARS : SMALL_PREVIEW_CHARS)
    left -= input.chars + output.chars
    const count = step.kind === 'forEach' || step.kind === 'while' ? (iterations.get(step.path) ?? 0) : null
    return { ...step, input: input.value, inputCut: input.cut, output: output.value, outputCut: output.cut, iterations: count }
  })
}

/** The value, or the beginning of its text when that is longer. `chars`: how many are shown. */
export function previewOf(value: Json, link: string, maxChars = PREVIEW_CHARS): { value: Json; cut: CutValue | null; chars: number } {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return { value, cut: null, chars: 8 }
  const text = JSON.stringify(value)
  if (text.length <= maxChars) return { value, cut: null, chars: text.length }
  return { value: text.slice(0, maxChars), cut: { chars: text.length, link }, chars: maxChars }
}

function isTroubled({ status }: RunStep): boolean {
  return status !== 'done' && status !== 'skipped'
}

function loopsAround(path: StepPath): Array<{ loop: StepPath; index: number }> {
  return [...path.matchAll(/\[(\d+)\]/g)].map((found) => ({ loop: path.slice(0, found.index), index: Number(found[1]) }))
}
