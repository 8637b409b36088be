import type { Cell } from './table.types.ts'
import { BrokenZip, unzip } from './unzip.ts'
import { attribute, decoded, elements, firstElement } from './xml-scan.ts'

/** Unpacked. A sheet of 500,000 cells is about 20 MB. */
const MOST_BYTES = 80_000_000
const WANTED = /^(xl\/workbook\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/sharedStrings\.xml|xl\/styles\.xml|xl\/worksheets\/[^/]+\.xml)$/
const MOST_COLUMNS = 16_384
/** Built-in number formats that show a date or a time. Source: ECMA-376 part 1, 18.8.30. */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47])
const DAY_MS = 86_400_000
/** Day 0 of both calendars; the first one counts 1900-02-29, which was not, so days from March 1900 on fit this one. */
const EPOCHS = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) }

export interface Workbook {
  sheets: string[]
  sheet: string
  /** Dates are ISO texts without a zone; formulas give what was last computed. */
  lines(): Generator<Cell[]>
}

/** Opens one sheet, by name or the first one; null when it is no workbook, or none that is safe to read. Source: ECMA-376 part 1, 18.3. */
export async function readXlsx(bytes: Buffer, wanted?: string): Promise<Workbook | null> {
  const parts = await partsOf(bytes)
  const workbook = parts?.get('xl/workbook.xml')
  if (parts === null || workbook === undefined) return null
  const listed = [...elements(workbook, 'sheet')].map(({ attributes }) => ({
    name: attribute(attributes, 'name') ?? '',
    relation: attribute(attributes, 'r:id') ?? attribute(attributes, 'id') ?? '',
  }))
  const chosen = listed.find((sheet) => sheet.name === wanted) ?? listed[0]
  if (chosen === undefined) return null
  const xml = parts.get(pathOf(parts.get('xl/_rels/workbook.xml.rels') ?? '', chosen.relation))
  if (xml === undefined) return null
  const context: Context = {
    shared: [...elements(parts.get('xl/sharedStrings.xml') ?? '', 'si')].map(({ inner }) => plainText(inner)),
    dates: dateFormats(parts.get('xl/styles.xml') ?? ''),
    epoch: /^(1|true)$/.test(attribute(firstElement(workbook, 'workbookPr')?.attributes ?? '', 'date1904') ?? '')
      ? EPOCHS.from1904
      : EPOCHS.from1900,
  }
  return { sheets: listed.map(({ name }) => name), sheet: chosen.name, lines: () => linesOf(xml, context) }
}

async function partsOf(bytes: Buffer): Promise<Map<string, string> | null> {
  try {
    const parts = [...(await unzip(bytes, { wanted: WANTED, mostBytes: MOST_BYTES }))].map(([name, part]): [string, string] => [
      name,
      part.toString('utf8'),
    ])
    return parts.some(([, text]) => text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) ? null : new Map(parts)
  } catch (error) {
    if (error instanceof BrokenZip) return null
    throw error
  }
}

interface Context {
  shared: readonly string[]
  /** Numbers of the cell styles that show a date or time. */
  dates: ReadonlySet<number>
  epoch: number
}

function* linesOf(xml: string, context: Context): Generator<Cell[]> {
  for (const row of elements(xml, 'row')) {
    const line: Cell[] = []
    for (const cell of elements(row.inner, 'c')) {
      const column = columnOf(attribute(cell.attributes, 'r')) ?? line.length
      if (column >= MOST_COLUMNS) continue
      while (line.length < column) line.push(null)
      line[column] = cellOf(cell.attributes, cell.inner, context)
    }
    yield line
  }
}

function cellOf(attributes: string, inner: string, { shared, dates, epoch }: Context): Cell {
  const type = attribute(attributes, 't') ?? 'n'
  if (type === 'inlineStr') return plainText(inner)
  const raw = firstElement(inner, 'v')?.inner
  if (raw === undefined || raw === '') return null
  if (type === 's') return shared[Number(raw)] ?? null
  if (type === 'b') return raw === '1'
  if (type === 'str' || type === 'd') return decoded(raw)
  // `#N/A` and the like are no values.
  if (type === 'e') return null
  const number = Number(raw)
  if (!Number.isFinite(number)) return decoded(raw)
  return dates.has(Number(attribute(attributes, 's') ?? '-1')) ? isoDate(number, epoch) : number
}

/** The runs of a rich text joined; phonetic readings are not part of it. */
function plainText(inner: string): string {
  const visible = inner.includes('rPh') ? inner.replace(/<rPh[\s>][\s\S]*?<\/rPh>/g, '') : inner
  return [...elements(visible, 't')].map((part) => decoded(part.inner)).join('')
}

/** `C7` → 2. */
function columnOf(reference: string | undefined): number | undefined {
  const name = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  return name === undefined ? undefined : [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function pathOf(relations: string, id: string): string {
  for (const { attributes } of elements(relations, 'Relationship')) {
    if (attribute(attributes, 'Id') !== id) continue
    const target = attribute(attributes, 'Target') ?? ''
    return target.startsWith('/') ? target.slice(1) : `xl/${target}`
  }
  return ''
}

function dateFormats(styles: string): ReadonlySet<number> {
  const own = new Map(
    [...elements(styles, 'numFmt')].map(({ attributes }) => [attribute(attributes, 'numFmtId'), attribute(attributes, 'formatCode') ?? '']),
  )
  const formats = [...elements(firstElement(styles, 'cellXfs')?.inner ?? '', 'xf')].map(({ attributes }) =>
    attribute(attributes, 'numFmtId'),
  )
  return new Set(
    formats.flatMap((id, index) => {
      const code = own.get(id)
      return (code === undefined ? BUILT_IN_DATES.has(Number(id)) : showsDate(code)) ? [index] : []
    }),
  )
}

/** Letters of a date outside quotes, brackets (colours, locales) and escapes. */
function showsDate(code: string): boolean {
  return /[dmyhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))
}

/** `2026-11-20`, or `2026-11-20T08:30:00` when it has a time: a workbook knows no zone. */
function isoDate(serial: number, epoch: number): string | number {
  const at = epoch + Math.round((serial * DAY_MS) / 1000) * 1000
  if (Math.abs(at) > 8.64e15) return serial
  const text = new Date(at).toISOString()
  return Number.isInteger(serial) ? text.slice(0, 10) : text.slice(0, 19)
}
