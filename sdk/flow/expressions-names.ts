/** Where a path in an expression may start. */
export const ROOT_NAMES: ReadonlySet<string> = new Set(['trigger', 'steps', 'item', 'vars', 'now'])

/** Our functions: one object per subject, see `money.ts`, `documents-brazil.ts`, `dates.ts`, `texts.ts`. */
export const HELPER_NAMES: ReadonlySet<string> = new Set(['money', 'document', 'date', 'text'])

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
