import type { StepNames } from '@tomada/sdk/flow'
import { getContext, setContext } from 'svelte'

const KEY = Symbol('step-names')

/** Step names for showing and storing references; absent in forms outside the builder. */
export function provideNames(read: () => StepNames): void {
  setContext(KEY, read)
}

export function useNames(): (() => StepNames) | null {
  return getContext<(() => StepNames) | undefined>(KEY) ?? null
}
