import type { Sees } from '@tomada/sdk/flow'
import { getContext, setContext } from 'svelte'
import type { ContextSource } from '#lib/api/flows.ts'

const KEY = Symbol('mapping')

/** What fields of the open step may refer to, and which of them a click in the input tree writes into. */
export class Mapping {
  readonly flowId: string
  readonly stepId: string
  readonly #sources: (sees: Sees) => readonly ContextSource[]
  /** Writes an expression into the field that had the focus last. */
  insert = $state.raw<((expression: string) => void) | null>(null)

  /** Resolves when the server's draft holds this step; a preview of an unknown step would be refused. */
  readonly saved: () => Promise<unknown>

  constructor(options: {
    flowId: string
    stepId: string
    sources: (sees: Sees) => readonly ContextSource[]
    saved: () => Promise<unknown>
  }) {
    this.flowId = options.flowId
    this.stepId = options.stepId
    this.#sources = options.sources
    this.saved = options.saved
  }

  /** Earlier steps, and what a text that sees more may name beside them. */
  sourcesFor(sees: Sees): readonly ContextSource[] {
    return this.#sources(sees)
  }
}

export function provideMapping(mapping: Mapping): Mapping {
  return setContext(KEY, mapping)
}

/** Null in forms outside the builder (credentials): nothing to map from there. */
export function useMapping(): Mapping | null {
  return getContext<Mapping | undefined>(KEY) ?? null
}
