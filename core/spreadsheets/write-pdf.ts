import type { Locale } from '../platform/validation-reasons.ts'
import { type CellText, cellText } from './cell-text.ts'
import { currencyOfCell } from './money.ts'
import { type PdfMeta, pdfFile } from './pdf-file.ts'
import { columnWidths } from './pdf-layout.ts'
import { literal, showable, textWidth, wrapped } from './pdf-text.ts'
import type { Cell, Column, Section, SheetDocument } from './table.types.ts'

const WIDTH = 842
const HEIGHT = 595
const MARGIN = 28
const SIZE = 7.5
const LINE = 9.5
const PAD = 3
/** Of one cell; what is longer ends in `…`. */
const MOST_LINES = 4
const FOOT = 30
const PAGE_WORDS: Readonly<Record<Locale, readonly [string, string]>> = { 'pt-BR': ['Página', 'de'], en: ['Page', 'of'] }
const NO_ROWS: Readonly<Record<Locale, string>> = { 'pt-BR': 'Nenhuma linha.', en: 'No rows.' }

/** A4 landscape; the heading of each table is repeated on every page, and each page says which of how many it is. */
export async function* writePdf(document: SheetDocument): AsyncGenerator<Buffer> {
  const language = document.locale
  const meta: PdfMeta = { title: document.title, language, madeAtMs: document.madeAtMs, widthPt: WIDTH, heightPt: HEIGHT }
  const file = pdfFile(meta)
  const foot = footOf(document)
  yield file.begin()
  for (const section of document.sections) {
    for await (const content of sectionPages(document, section)) yield await file.page(content + foot(file.pageCount + 1))
  }
  const [, of] = PAGE_WORDS[language]
  yield file.end(`BT /F1 ${SIZE} Tf 0 0 Td ${literal(`${of} ${file.pageCount.toLocaleString(language)}`)} Tj ET`)
}

function footOf({ locale, subtitle }: SheetDocument): (page: number) => string {
  const [word] = PAGE_WORDS[locale]
  const left = write(MARGIN, 16, SIZE, showable(subtitle))
  const from = WIDTH - MARGIN - 110
  return (page) => {
    const text = `${word} ${page.toLocaleString(locale)}`
    return `${left}${write(from, 16, SIZE, text)}q 1 0 0 1 ${round(from + textWidth(text, SIZE) + 3)} 16 cm /Total Do Q\n`
  }
}

/** Content of one page after the other, without their feet. */
async function* sectionPages(document: SheetDocument, section: Section): AsyncGenerator<string> {
  const text = cellText(document, false)
  let table: TablePage | null = null
  for await (const rows of section.pages()) {
    if (rows.length === 0) continue
    table ??= tablePage(section, columnWidths(section.columns, rows, text, { size: SIZE, pad: PAD, room: WIDTH - 2 * MARGIN }), text)
    if (table.isNew) table.head(document.title)
    for (const row of rows) {
      const done = table.add(row)
      if (done !== null) yield done
    }
  }
  if (table !== null) yield table.rest()
  else yield `${titleOf(document, section)}${write(MARGIN, HEIGHT - MARGIN - 36, SIZE, NO_ROWS[document.locale])}`
}

function titleOf({ title }: Pick<SheetDocument, 'title'>, section: Section): string {
  const shown = section.title === title ? title : `${title} · ${section.title}`
  return write(MARGIN, HEIGHT - MARGIN - 12, 13, showable(shown), 'F2')
}

interface TablePage {
  /** Nothing was written yet. */
  readonly isNew: boolean
  head(title: string): void
  /** The page that was full before this row; null while there is room. */
  add(row: readonly Cell[]): string | null
  rest(): string
}

function tablePage(section: Section, widths: readonly number[], text: CellText): TablePage {
  const { columns } = section
  const lefts = widths.map((_width, at) => MARGIN + widths.slice(0, at).reduce((sum, width) => sum + width, 0))
  const headings = columns.map(({ title, isCurrency }, at) => (isCurrency === true ? [] : fitted(title, at, SIZE * 1.08)))
  let out = ''
  let y = 0
  let isNew = true

  function cells(lines: ReadonlyArray<readonly string[]>, font: 'F1' | 'F2'): void {
    const height = Math.max(1, ...lines.map((each) => each.length)) * LINE + 3
    if (font === 'F2') out += `0.92 g ${MARGIN} ${round(y - height)} ${WIDTH - 2 * MARGIN} ${round(height)} re f 0 g\n`
    for (const [at, parts] of lines.entries()) {
      const width = widths[at] ?? 0
      for (const [line, part] of parts.entries()) {
        if (part === '') continue
        const isRight = isNumber(columns[at])
        const left = (lefts[at] ?? 0) + (isRight ? width - PAD - textWidth(part, font === 'F2' ? SIZE * 1.08 : SIZE) : PAD)
        out += write(left, y - (line + 1) * LINE + 1, SIZE, part, font)
      }
    }
    y -= height
    out += `0.85 G 0.4 w ${MARGIN} ${round(y)} m ${WIDTH - MARGIN} ${round(y)} l S\n`
  }

  function begin(title: string | null): void {
    isNew = false
    out = title === null ? '' : titleOf({ title }, section)
    y = HEIGHT - MARGIN - (title === null ? 0 : 26)
    cells(headings, 'F2')
  }

  function fitted(shown: string, at: number, size: number): string[] {
    return wrapped(showable(shown), (widths[at] ?? 0) - 2 * PAD, size, MOST_LINES)
  }

  return {
    get isNew() {
      return isNew
    },
    head: (title) => begin(title),
    add(row) {
      const lines = columns.map((column, at) =>
        column.isCurrency === true ? [] : fitted(text(row[at] ?? null, column.type, currencyOfCell(column, row)), at, SIZE),
      )
      const height = Math.max(1, ...lines.map((each) => each.length)) * LINE + 3
      const full = y - height < FOOT ? out : null
      if (full !== null) begin(null)
      cells(lines, 'F1')
      return full
    },
    rest: () => out,
  }
}

function isNumber(column: Column | undefined): boolean {
  return column?.type === 'integer' || column?.type === 'decimal'
}

function write(x: number, y: number, size: number, text: string, font: 'F1' | 'F2' = 'F1'): string {
  return `BT /${font} ${size} Tf ${round(x)} ${round(y)} Td ${literal(text)} Tj ET\n`
}

function round(points: number): number {
  return Math.round(points * 100) / 100
}
