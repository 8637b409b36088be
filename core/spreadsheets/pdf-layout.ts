import type { CellText } from './cell-text.ts'
import { currencyOfCell } from './money.ts'
import { showable, textWidth } from './pdf-text.ts'
import type { Cell, Column } from './table.types.ts'

const SAMPLED = 100
const NARROWEST = 24
const WIDEST = 190

/** Widths of the columns in points, together `room`: as wide as the first rows want them, the wide ones giving way to the others. */
export function columnWidths(
  columns: readonly Column[],
  rows: ReadonlyArray<readonly Cell[]>,
  text: CellText,
  { size, pad, room }: { size: number; pad: number; room: number },
): number[] {
  const wanted = columns.map((column, at) => {
    if (column.isCurrency === true) return 0
    const cells = rows
      .slice(0, SAMPLED)
      .map((row) => textWidth(showable(text(row[at] ?? null, column.type, currencyOfCell(column, row))), size))
    return Math.min(WIDEST, Math.max(NARROWEST, textWidth(showable(column.title), size * 1.08), ...cells) + 2 * pad)
  })
  const sum = wanted.reduce((total, width) => total + width, 0)
  if (sum <= room) return wanted.map((width) => (width * room) / sum)
  // The narrow ones keep what they want as far as it goes: a number that is broken in two is no number.
  const shared = [...wanted].sort((a, b) => a - b)
  let left = room
  let level = 0
  for (const [at, width] of shared.entries()) {
    level = left / (shared.length - at)
    if (width > level) break
    left -= width
  }
  return wanted.map((width) => Math.min(width, level))
}
