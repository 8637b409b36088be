import { getContext, setContext } from 'svelte'
import type { ContextSource } from '#lib/api/flows.ts'

const KEY = Symbol('mapping')

/** What fields of the open step may refer to, and which of them a click in the input tree writes into. */
export class Mapping {
  readonly flowId: string
  readonly stepId: string
  readonly #sources: () => readonly ContextSource[]
  /** Writes an expression into the field that had the focus last. */
  insert = $state.raw<((expression: string) => void) | null>(null)

  constructor(flowId: string, stepId: string, sources: () => readonly ContextSource[]) {
    this.flowId = flowId
    this.stepId = stepId
    this.#sources = sources
  }

  get sources(): readonly ContextSource[] {
    return this.#sources()
  }
}

export function provideMapping(mapping: Mapping): Mapping {
  return setContext(KEY, mapping)
}

/** Null in forms outside the builder (credentials): nothing to map from there. */
export function useMapping(): Mapping | null {
  return getContext<Mapping | undefined>(KEY) ?? null
}
