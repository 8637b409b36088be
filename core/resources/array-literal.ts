/**
 * An array as PostgreSQL reads it from text. The driver's own serialiser takes no nulls past the types, and is slower: a column of a
 * page is 500 values.
 */
export function arrayLiteral(values: ReadonlyArray<string | number | boolean | null>): string {
  let text = '{'
  for (const value of values) {
    if (text.length > 1) text += ','
    if (value === null) text += 'NULL'
    else if (typeof value === 'string') text += quoted(value)
    else text += value
  }
  return `${text}}`
}

function quoted(value: string): string {
  return /["\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `"${value}"`
}
