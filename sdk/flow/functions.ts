import * as document from './brazil-documents.ts'
import * as date from './dates.ts'
import * as money from './money.ts'
import * as text from './texts.ts'

/**
 * Our functions, as expressions and code steps name them: one object per subject. `expressions-names.ts` holds the names alone, so that
 * who only needs to know them does not carry the functions.
 */
export const FUNCTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { money, document, date, text }
