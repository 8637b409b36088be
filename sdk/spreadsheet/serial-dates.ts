import { attribute, elements, firstElement } from './xml-scan.ts'

/** Built-in number formats that show a date or a time. Source: ECMA-376 part 1, 18.8.30. */
const BUILT_IN = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47])
const DAY_MS = 86_400_000
/** Day 0 of both calendars; the first one counts 1900-02-29, which was not, so days from March 1900 on fit this one. */
export const EPOCHS = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) }
/** Beyond this no calendar goes. Source: ECMA-262, time values. */
const LAST_MS = 8.64e15

/** Numbers of the cell styles (`s` of a cell) whose format shows a date or a time. */
export function dateFormats(styles: string): ReadonlySet<number> {
  const own = new Map(
    [...elements(styles, 'numFmt')].map(({ attributes }) => [attribute(attributes, 'numFmtId'), attribute(attributes, 'formatCode') ?? '']),
  )
  const formats = [...elements(firstElement(styles, 'cellXfs')?.inner ?? '', 'xf')].map(({ attributes }) =>
    attribute(attributes, 'numFmtId'),
  )
  return new Set(
    formats.flatMap((id, index) => {
      const code = own.get(id)
      return (code === undefined ? BUILT_IN.has(Number(id)) : showsDate(code)) ? [index] : []
    }),
  )
}

/** Letters of a date outside quotes, brackets (colours, locales) and escapes. */
function showsDate(code: string): boolean {
  return /[dmyhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))
}

/** `2026-11-20`, or `2026-11-20T08:30:00` when it has a time: a workbook knows no zone. A number that is no day stays one. */
export function isoDate(serial: number, epochMs: number): string | number {
  const at = epochMs + Math.round((serial * DAY_MS) / 1000) * 1000
  if (Math.abs(at) > LAST_MS) return serial
  const text = new Date(at).toISOString()
  return Number.isInteger(serial) ? text.slice(0, 10) : text.slice(0, 19)
}
