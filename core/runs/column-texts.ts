/**
 * How a column of a batch is given to PostgreSQL: one text, values joined by a control character that JSON text and ids never hold.
 * An array literal would escape every quote of every JSON text, which costs more than everything else about the statement.
 */
export type Value = string | number | Buffer | null

const BETWEEN = '\u001f'
const NULL = '\u001e'

/** The SQL that takes a parameter apart again. */
export function columnSql(place: number, type: string, isJoined: boolean): string {
  return isJoined ? `string_to_array($${place}, E'\\x1f', E'\\x1e')::${type}[]` : `$${place}::${type}[]`
}

/** The texts of all columns, or null when a value cannot be told apart in one: then the columns go as arrays. */
export function joinedColumns(columns: ReadonlyArray<readonly Value[]>): string[] | null {
  const texts: string[] = []
  for (const values of columns) {
    const text = joined(values)
    if (text === null) return null
    texts.push(text)
  }
  return texts
}

function joined(values: readonly Value[]): string | null {
  let text = ''
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (i > 0) text += BETWEEN
    if (value === null || value === undefined) text += NULL
    else if (typeof value === 'number') text += value
    else if (typeof value === 'string' && !value.includes(BETWEEN) && !value.includes(NULL)) text += value
    else return null
  }
  // PostgreSQL reads an empty text as no element at all, not as one that is empty.
  return text === '' ? null : text
}
