import type { Cell } from './table.ts'
import { checkSize } from './table.ts'

/** Spreadsheets take a text with such a beginning for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^[+-]?[0-9][0-9.,]*%?$/
const DELIMITERS = [';', ',', '\t', '|']

/** Lines of fields by RFC 4180, and as Brazilian spreadsheets write them. Throws PermanentError when there are too many. */
export function parseCsv(source: string, delimiter: string | undefined): string[][] {
  const text = source.replace(/^\ufeff/, '')
  const separator = delimiter ?? guessDelimiter(text)
  const lines: string[][] = []
  let line: string[] = []
  let cells = 0
  let at = 0
  while (at < text.length) {
    const field = readField(text, at, separator)
    line.push(field.value)
    cells += 1
    at = field.next
    if (!field.endsLine) continue
    lines.push(line)
    line = []
    checkSize(lines.length, cells)
  }
  // A delimiter at the very end leaves one more, empty field.
  if (line.length > 0) lines.push([...line, ...(text.endsWith(separator) ? [''] : [])])
  return lines
}

interface Field {
  value: string
  next: number
  endsLine: boolean
}

function readField(text: string, start: number, separator: string): Field {
  if (text[start] !== '"') return endOf(text, start, separator, '')
  let value = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return { value: value + text.slice(at), next: text.length, endsLine: true }
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return endOf(text, quote + 1, separator, value)
    value += '"'
    at = quote + 2
  }
}

/** The rest of a field up to its delimiter or the end of the line. */
function endOf(text: string, start: number, separator: string, value: string): Field {
  let at = start
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++
  const whole = value + text.slice(start, at)
  if (at >= text.length) return { value: whole, next: at, endsLine: true }
  if (text[at] === separator) return { value: whole, next: at + 1, endsLine: false }
  return { value: whole, next: text.startsWith('\r\n', at) ? at + 2 : at + 1, endsLine: true }
}

/** The one that the first line has most of, outside quotes. */
function guessDelimiter(text: string): string {
  const first = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length - 1)
  const most = Math.max(...counts)
  return most === 0 ? ';' : (DELIMITERS[counts.indexOf(most)] ?? ';')
}

/** Lines that a spreadsheet opens as they are; a text that it would take for a formula gets an apostrophe before it. */
export function writeCsv(lines: readonly (readonly Cell[])[], delimiter: string): string {
  return lines.map((line) => line.map((cell) => field(cell, delimiter)).join(delimiter)).join('\r\n')
}

function field(cell: Cell, delimiter: string): string {
  if (cell === null) return ''
  const text = typeof cell === 'string' ? neutral(cell) : String(cell)
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function neutral(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}
