/** Where a path in an expression may start. */
export const ROOT_NAMES: ReadonlySet<string> = new Set(['trigger', 'steps', 'item', 'index', 'previous', 'vars', 'now', 'run'])

/** Names that exist in some places only. A function inside an expression may use them for its own parameters. */
export type LoopName = 'item' | 'index' | 'previous'

const LOOP_NAMES: ReadonlySet<string> = new Set(['item', 'index', 'previous'] satisfies LoopName[])

export function isLoopName(name: string): name is LoopName {
  return LOOP_NAMES.has(name)
}

/** Our functions: one object per subject, see `functions.ts`. A parameter of an arrow function may hide one: more will be added. */
export const HELPER_NAMES: ReadonlySet<string> = new Set(['money', 'document', 'cep', 'phone', 'nfe', 'boleto', 'date', 'text', 'list'])

/** What of JavaScript's own an expression may name. Anything else is a typing mistake, said at save. */
export const EXPRESSION_GLOBALS: ReadonlySet<string> = new Set([
  'Array',
  'BigInt',
  'Boolean',
  'Date',
  'Infinity',
  'Intl',
  'JSON',
  'Map',
  'Math',
  'NaN',
  'Number',
  'Object',
  'RegExp',
  'Set',
  'String',
  'Temporal',
  'decodeURIComponent',
  'encodeURIComponent',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'undefined',
])
