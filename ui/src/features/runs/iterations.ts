import type { RunStep } from '#lib/api/runs.ts'

/** Iterations in one answer of the server. */
export const PAGE = 50

/** A page of one loop's iterations: path of the loop, index of the first. */
export interface IterationPage {
  loop: string
  from: number
}

/** One of these stands before the steps of an iteration. */
export type Row =
  | { kind: 'step'; step: RunStep }
  | { kind: 'iteration'; path: string; numbers: number[] }
  | { kind: 'pager'; loop: RunStep; from: number }

/** Numbers of the iterations around a step, from 1, outermost first. */
export function iterationNumbers(path: string): number[] {
  return [...path.matchAll(/\[(\d+)\]/g)].map((found) => Number(found[1]) + 1)
}

const iterationOf = (path: string) => path.slice(0, path.lastIndexOf(']') + 1)

/** The steps with one loop's iterations replaced by those of the page. */
export function withPage(steps: readonly RunStep[], page: IterationPage | null, paged: readonly RunStep[]): RunStep[] {
  if (page === null) return [...steps]
  const others = steps.filter((step) => !step.path.startsWith(`${page.loop}[`))
  const at = others.findIndex((step) => step.path === page.loop)
  return [...others.slice(0, at + 1), ...paged, ...others.slice(at + 1)]
}

/** What the list shows: each iteration under its number, and a way to the others under a loop that has more than fit. */
export function rowsOf(steps: readonly RunStep[], page: IterationPage | null): Row[] {
  let last = ''
  return steps.flatMap((step): Row[] => {
    const iteration = iterationOf(step.path)
    const isNew = iteration !== '' && iteration !== last
    last = iteration
    return [
      ...(isNew ? [{ kind: 'iteration' as const, path: iteration, numbers: iterationNumbers(step.path) }] : []),
      { kind: 'step', step },
      ...((step.iterations ?? 0) > PAGE ? [{ kind: 'pager' as const, loop: step, from: page?.loop === step.path ? page.from : 0 }] : []),
    ]
  })
}

/** From the address; null when it says nothing usable. */
export function pageOf(loop: string | null, from: string | null): IterationPage | null {
  const first = Number(from ?? 0)
  return loop === null || loop === '' || !Number.isSafeInteger(first) || first < 0 ? null : { loop, from: first }
}
