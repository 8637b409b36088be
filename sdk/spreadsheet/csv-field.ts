/** Spreadsheets take a text with such a beginning for a formula (OWASP, CSV injection; security.md C31). */
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^[+-]?[0-9][0-9.,]*%?$/

/** With an apostrophe before what a spreadsheet would run; a number is none of it. */
export function neutral(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

/** A field of a CSV line, in quotes where it needs them (RFC 4180). */
export function csvField(text: string, delimiter: string): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
}
