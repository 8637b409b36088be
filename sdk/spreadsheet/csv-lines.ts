export const DELIMITERS = [';', ',', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** Lines of fields by RFC 4180, and as Brazilian spreadsheets write them, one at a time. Every value stays a text. */
export function* csvLines(text: string, delimiter: string): Generator<string[]> {
  let line: string[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  while (at < text.length) {
    const field = readField(text, at, delimiter)
    line.push(field.value)
    at = field.next
    if (!field.endsLine) continue
    yield line
    line = []
  }
  // A delimiter at the very end leaves one more, empty field.
  if (line.length > 0) yield [...line, '']
}

interface Field {
  value: string
  next: number
  endsLine: boolean
}

function readField(text: string, start: number, delimiter: string): Field {
  if (text[start] !== '"') return endOf(text, start, delimiter, '')
  let value = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return { value: value + text.slice(at), next: text.length, endsLine: true }
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return endOf(text, quote + 1, delimiter, value)
    value += '"'
    at = quote + 2
  }
}

/** The rest of a field up to its delimiter or the end of the line. */
function endOf(text: string, start: number, delimiter: string, value: string): Field {
  let at = start
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
  const whole = value + text.slice(start, at)
  if (at >= text.length) return { value: whole, next: at, endsLine: true }
  if (text[at] === delimiter) return { value: whole, next: at + 1, endsLine: false }
  return { value: whole, next: text.startsWith('\r\n', at) ? at + 2 : at + 1, endsLine: true }
}

/** The one that the first line has most of, outside quotes. */
export function guessDelimiter(text: string): Delimiter {
  const first = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length - 1)
  const most = Math.max(...counts)
  return most === 0 ? ';' : (DELIMITERS[counts.indexOf(most)] ?? ';')
}
