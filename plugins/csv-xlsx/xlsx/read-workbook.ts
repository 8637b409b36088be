import { PermanentError } from '@tomada/sdk'
import { type Cell, checkSize, MAX_COLUMNS } from '../table.ts'
import { dateFormats, isoDate } from './dates.ts'
import { unpack } from './unpack.ts'
import { attribute, decoded, elements, first } from './xml.ts'

export interface Sheet {
  name: string
  /** Names of all sheets. */
  sheets: string[]
  lines: Cell[][]
}

/**
 * The cells of one sheet, by name or the first one. Formulas give the value that was last computed; dates are ISO texts without a
 * zone. Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles). Throws PermanentError.
 */
export function readWorkbook(bytes: Uint8Array, wanted: string | undefined): Sheet {
  const parts = unpack(bytes)
  const workbook = parts.get('xl/workbook.xml')
  if (workbook === undefined) throw new PermanentError('the file is not an XLSX workbook')
  const listed = [...elements(workbook, 'sheet')].map(({ attributes }) => ({
    name: attribute(attributes, 'name') ?? '',
    relation: attribute(attributes, 'r:id') ?? attribute(attributes, 'id') ?? '',
  }))
  const chosen = wanted === undefined ? listed[0] : listed.find((sheet) => sheet.name === wanted)
  const sheets = listed.map((sheet) => sheet.name)
  if (chosen === undefined) throw new PermanentError(`there is no sheet “${wanted ?? ''}”; there are: ${sheets.join(', ')}`)
  const xml = parts.get(pathOf(parts.get('xl/_rels/workbook.xml.rels') ?? '', chosen.relation))
  if (xml === undefined) throw new PermanentError(`the sheet “${chosen.name}” is not in the file`)
  const shared = [...elements(parts.get('xl/sharedStrings.xml') ?? '', 'si')].map(({ inner }) => plainText(inner))
  const isFrom1904 = /^(1|true)$/.test(attribute(first(workbook, 'workbookPr')?.attributes ?? '', 'date1904') ?? '')
  const context = { shared, dates: dateFormats(parts.get('xl/styles.xml') ?? ''), isFrom1904 }
  return { name: chosen.name, sheets, lines: readLines(xml, context) }
}

interface Context {
  shared: readonly string[]
  /** Numbers of the cell styles that show a date or time. */
  dates: ReadonlySet<number>
  isFrom1904: boolean
}

function readLines(xml: string, context: Context): Cell[][] {
  const lines: Cell[][] = []
  let cells = 0
  for (const row of elements(xml, 'row')) {
    const line: Cell[] = []
    for (const cell of elements(row.inner, 'c')) {
      const column = columnOf(attribute(cell.attributes, 'r')) ?? line.length
      if (column >= MAX_COLUMNS) throw new PermanentError(`the sheet has more than ${MAX_COLUMNS} columns`)
      while (line.length < column) line.push(null)
      line[column] = cellOf(cell.attributes, cell.inner, context)
      cells += 1
    }
    lines.push(line)
    checkSize(lines.length, cells)
  }
  return lines
}

function cellOf(attributes: string, inner: string, { shared, dates, isFrom1904 }: Context): Cell {
  const type = attribute(attributes, 't') ?? 'n'
  if (type === 'inlineStr') return plainText(inner)
  const raw = first(inner, 'v')?.inner
  if (raw === undefined || raw === '') return null
  if (type === 's') return shared[Number(raw)] ?? null
  if (type === 'b') return raw === '1'
  if (type === 'str' || type === 'd') return decoded(raw)
  // `#N/A` and the like are no values.
  if (type === 'e') return null
  const number = Number(raw)
  if (!Number.isFinite(number)) return decoded(raw)
  return dates.has(Number(attribute(attributes, 's') ?? '-1')) ? isoDate(number, isFrom1904) : number
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
