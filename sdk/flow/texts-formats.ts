/** JSON and CSV for expressions, as `text.…`. */

/**
 * The value of a JSON text. Throws TypeError that says where it cannot be read, unless a second argument says what it is then.
 * @example text.parseJson('{"a":1}') // { a: 1 }
 * @example text.parseJson('{', null) // null
 */
export function parseJson(value: unknown, ...fallback: [] | [unknown]): unknown {
  const text = typeof value === 'string' ? value : ''
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    if (fallback.length > 0) return fallback[0]
    throw new TypeError(
      typeof value === 'string'
        ? `not JSON: ${error.message}`
        : `not JSON: it is ${value === null ? 'null' : `a ${typeof value}`}, not a text`,
    )
  }
}

/**
 * A value as JSON text; large whole numbers (BigInt) become texts. Throws TypeError for what refers to itself.
 * @example text.toJson({ a: [1, 'x'] }) // '{"a":[1,"x"]}'
 */
export function toJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each), indent) ?? 'null'
}

/** `separator`: `,` `;` or tab; found in the first line unless given. */
export interface CsvOptions {
  separator?: string
}

/**
 * A CSV text as one object per line, by the names in its first line. Quotes, line breaks inside of quotes and a byte order mark are understood. Throws
 * TypeError for a line with more columns than names, and for a quote that is not closed.
 * @example text.parseCsv('sku;preço\nA1;"10,50"\n') // [{ sku: 'A1', 'preço': '10,50' }]
 */
export function parseCsv(value: unknown, options: CsvOptions = {}): Array<Record<string, string>> {
  const [names = [], ...rows] = csvRows(value, options)
  if (new Set(names).size < names.length) throw new TypeError('the CSV has two columns of one name')
  return rows.map((row, i) => {
    if (row.length > names.length) throw new TypeError(`row ${i + 2} of the CSV has ${row.length} columns, the first has ${names.length}`)
    // fromEntries defines own keys, also one called __proto__ (C29).
    return Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']))
  })
}

/**
 * A CSV text as lists of texts, the first line like any other; empty lines are left out.
 * @example text.csvRows('a,"b, ""c"""') // [['a', 'b, "c"']]
 */
export function csvRows(value: unknown, options: CsvOptions = {}): string[][] {
  const text = String(value ?? '').replace(/^\uFEFF/, '')
  return rowsOf(text, separatorOf(text, options)).filter((row) => row.length > 1 || row[0] !== '')
}

/**
 * Objects as CSV text with a line of names: those given, or the ones of the first object. Cells are quoted where they must be. `spreadsheet: true` puts a `'` before
 * what a spreadsheet would take for a formula: use it when strangers wrote the data.
 * @example text.toCsv([{ sku: 'A;1', qty: 2 }], { separator: ';' }) // 'sku;qty\r\n"A;1";2\r\n'
 */
export function toCsv(
  list: ReadonlyArray<Record<string, unknown>>,
  options: CsvOptions & { columns?: readonly string[]; spreadsheet?: boolean } = {},
): string {
  if (!Array.isArray(list)) throw new TypeError('text.toCsv needs a list of objects')
  const { separator = ',', columns = Object.keys(list[0] ?? {}), spreadsheet = false } = options
  checkSeparator(separator)
  const cell = (value: unknown): string => {
    const text = value === null || value === undefined ? '' : typeof value === 'object' ? toJson(value) : String(value)
    const safe = spreadsheet && /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text
    return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const line = (cells: readonly unknown[]): string => `${cells.map(cell).join(separator)}\r\n`
  return line(columns) + list.map((item) => line(columns.map((name) => (Object.hasOwn(item, name) ? item[name] : '')))).join('')
}

function separatorOf(text: string, { separator }: CsvOptions): string {
  if (separator !== undefined) return checkSeparator(separator)
  const [first = ''] = text.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)
  const counts = [';', ',', '\t'].map((sign) => ({ sign, count: first.split(sign).length }))
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).sign
}

function checkSeparator(separator: string): string {
  if (typeof separator !== 'string' || separator.length !== 1 || /["\r\n]/.test(separator))
    throw new TypeError('the separator of a CSV is one character')
  return separator
}

/** RFC 4180, and lines that end in LF or CR alone. */
function rowsOf(text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at <= text.length) {
    const cell = text.charAt(at) === '"' ? quotedCell(text, at) : plainCell(text, at, separator)
    row.push(cell.value)
    const sign = text.charAt(cell.end)
    at = cell.end + (text.startsWith('\r\n', cell.end) ? 2 : 1)
    if (sign === separator) continue
    if (sign !== '' && sign !== '\r' && sign !== '\n')
      throw new TypeError(`row ${rows.length + 1} of the CSV goes on after a closing quote`)
    rows.push(row)
    row = []
  }
  return rows
}

function plainCell(text: string, from: number, separator: string): { value: string; end: number } {
  let end = from
  for (; end < text.length; end++) {
    const sign = text.charAt(end)
    if (sign === separator || sign === '\r' || sign === '\n') break
  }
  return { value: text.slice(from, end), end }
}

function quotedCell(text: string, from: number): { value: string; end: number } {
  let value = ''
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw new TypeError('a quote in the CSV is not closed')
    value += text.slice(at, quote)
    if (text.charAt(quote + 1) !== '"') return { value, end: quote + 1 }
    value += '"'
    at = quote + 2
  }
}
