import { columnLetters, csvLines, guessDelimiter } from '../../sdk/spreadsheet/index.ts'
import { AppError } from '../platform/errors.ts'
import { readXlsx } from '../spreadsheets/read-xlsx.ts'
import type { Cell } from '../spreadsheets/table.types.ts'
import { decodeText, guessEncoding } from '../spreadsheets/text-bytes.ts'
import type { Reading } from './table-imports.gen.ts'

export const MOST_ROWS = 200_000
export const MOST_COLUMNS = 500

export interface OpenedFile {
  /** With what was found out. */
  reading: Reading
  sheets: string[]
  /** Names of the columns, each different. */
  columns: string[]
  /** What stands under the names, with its line in the file; lines without any value are left out. */
  rows(): Generator<{ line: number; cells: Cell[] }>
}

/** ZIP archives begin so, and workbooks are such. */
const ZIP = Buffer.from([0x50, 0x4b, 3, 4])

/** Reads the head of a file. Throws AppError `import_unreadable`. */
export async function openFile(bytes: Buffer, asked: Partial<Reading>, locale: 'pt-BR' | 'en'): Promise<OpenedFile> {
  const refuse = (why: keyof typeof WHY) => new AppError('import_unreadable', { params: { why: WHY[why][locale] } })
  const isWorkbook = bytes.subarray(0, 4).equals(ZIP)
  const opened = isWorkbook ? await openWorkbook(bytes, asked) : openCsv(bytes, asked)
  if (opened === null) throw refuse('workbook')
  const { reading, sheets, lines } = opened
  const head: Cell[] | undefined = lines().next().value
  if (head === undefined || head.every((cell) => cell === null || cell === '')) throw refuse('empty')
  if (head.length > MOST_COLUMNS) throw refuse('columns')
  return {
    reading,
    sheets,
    columns: namesOf(head),
    *rows() {
      let line = 0
      let rows = 0
      for (const cells of lines()) {
        line += 1
        if (line === 1 || cells.every((cell) => cell === null || cell === '')) continue
        rows += 1
        if (rows > MOST_ROWS) throw refuse('rows')
        yield { line, cells: cells.slice(0, MOST_COLUMNS) }
      }
    },
  }
}

const WHY = {
  workbook: { en: 'it is no XLSX workbook, or a broken one', 'pt-BR': 'não é uma planilha XLSX ou está corrompida' },
  empty: { en: 'its first line, which names the columns, is empty', 'pt-BR': 'a primeira linha, que dá nome às colunas, está vazia' },
  columns: { en: `it has more than ${MOST_COLUMNS} columns`, 'pt-BR': `tem mais de ${MOST_COLUMNS} colunas` },
  rows: { en: 'it has more than 200,000 rows', 'pt-BR': 'tem mais de 200.000 linhas' },
} as const

interface Lines {
  reading: Reading
  sheets: string[]
  lines(): Generator<Cell[]>
}

async function openWorkbook(bytes: Buffer, { sheet, decimalMark = ',' }: Partial<Reading>): Promise<Lines | null> {
  const workbook = await readXlsx(bytes, sheet)
  if (workbook === null) return null
  return { reading: { format: 'xlsx', sheet: workbook.sheet.slice(0, 100), decimalMark }, sheets: workbook.sheets, lines: workbook.lines }
}

function openCsv(bytes: Buffer, asked: Partial<Reading>): Lines {
  const encoding = asked.encoding ?? guessEncoding(bytes)
  const text = decodeText(bytes, encoding)
  const delimiter = asked.delimiter ?? guessDelimiter(text)
  // Where the comma is the decimal mark, the semicolon stands between the cells.
  const decimalMark = asked.decimalMark ?? (delimiter === ';' ? ',' : '.')
  return { reading: { format: 'csv', encoding, delimiter, decimalMark }, sheets: [], lines: () => csvLines(text, delimiter) }
}

function namesOf(head: readonly Cell[]): string[] {
  const taken = new Set<string>()
  return head.map((cell, at) => {
    const plain =
      String(cell ?? '')
        .trim()
        .slice(0, 90) || columnLetters(at)
    let name = plain
    for (let copy = 2; taken.has(name); copy++) name = `${plain} (${copy})`
    taken.add(name)
    return name
  })
}
