import type { Step } from './definition.ts'

/** Part of a flow that travels: what copy puts on the clipboard, and one new step. Parents outside it are dropped. */
export interface Fragment {
  steps: Record<string, Step>
  edges: Record<string, { from: string; to: string }>
}

export type Refusal = 'not_found' | 'not_siblings' | 'cycle' | 'duplicate' | 'bad_name' | 'name_taken' | 'into_itself'

/** The flow's rules forbid the command; nothing was changed. */
export class CommandRefused extends Error {
  readonly code: Refusal

  constructor(code: Refusal) {
    super(`The command was refused: ${code}.`)
    this.name = 'CommandRefused'
    this.code = code
  }
}
