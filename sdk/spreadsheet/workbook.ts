import { dateFormats, EPOCHS, isoDate } from './serial-dates.ts'
import { attribute, decoded, elements, firstElement } from './xml-scan.ts'

/** The parts of an XLSX archive that are read; the rest may be megabytes of pictures. */
export const WANTED_PARTS =
  /^(xl\/workbook\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/sharedStrings\.xml|xl\/styles\.xml|xl\/worksheets\/[^/]+\.xml)$/
/** Excel's own limit: a cell beyond is not one. */
const MOST_COLUMNS = 16_384

/** XML by its path in the archive, without document types. */
export type WorkbookParts = ReadonlyMap<string, string>
export type SheetCell = string | number | boolean | null

export interface SheetEntry {
  name: string
  relation: string
}

/** The sheets in their order; null when the parts are no workbook's. Source: ECMA-376 part 1, 18.2. */
export function sheetsOf(parts: WorkbookParts): SheetEntry[] | null {
  const workbook = parts.get('xl/workbook.xml')
  if (workbook === undefined) return null
  return [...elements(workbook, 'sheet')].map(({ attributes }) => ({
    name: attribute(attributes, 'name') ?? '',
    relation: attribute(attributes, 'r:id') ?? attribute(attributes, 'id') ?? '',
  }))
}

/**
 * The cells of one sheet, line by line; null when the file lacks it. Formulas give the value that was last computed; dates are ISO texts without
 * a zone. Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
 */
export function linesOf(parts: WorkbookParts, { relation }: SheetEntry): (() => Generator<SheetCell[]>) | null {
  const xml = parts.get(pathOf(parts.get('xl/_rels/workbook.xml.rels') ?? '', relation))
  if (xml === undefined) return null
  const settings = firstElement(parts.get('xl/workbook.xml') ?? '', 'workbookPr')?.attributes ?? ''
  const isFrom1904 = /^(1|true)$/.test(attribute(settings, 'date1904') ?? '')
  const context: Context = {
    shared: [...elements(parts.get('xl/sharedStrings.xml') ?? '', 'si')].map(({ inner }) => plainText(inner)),
    dates: dateFormats(parts.get('xl/styles.xml') ?? ''),
    epochMs: isFrom1904 ? EPOCHS.from1904 : EPOCHS.from1900,
  }
  return () => readLines(xml, context)
}

/** `A`, `B`, … `Z`, `AA`, as spreadsheets name their columns. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest === 0 ? '' : columnLetters(rest - 1)) + String.fromCharCode(65 + (index % 26))
}

interface Context {
  shared: readonly string[]
  /** Numbers of the cell styles that show a date or time. */
  dates: ReadonlySet<number>
  epochMs: number
}

function* readLines(xml: string, context: Context): Generator<SheetCell[]> {
  for (const row of elements(xml, 'row')) {
    const line: SheetCell[] = []
    for (const cell of elements(row.inner, 'c')) {
      const column = columnOf(attribute(cell.attributes, 'r')) ?? line.length
      if (column >= MOST_COLUMNS) continue
      while (line.length < column) line.push(null)
      line[column] = cellOf(cell.attributes, cell.inner, context)
    }
    yield line
  }
}

function cellOf(attributes: string, inner: string, { shared, dates, epochMs }: Context): SheetCell {
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
  return dates.has(Number(attribute(attributes, 's') ?? '-1')) ? isoDate(number, epochMs) : number
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
