import { linesOf, type SheetCell, sheetsOf, WANTED_PARTS, type WorkbookParts } from '../../sdk/spreadsheet/index.ts'
import { BrokenZip, unzip } from './unzip.ts'

/** Unpacked. A sheet of 500,000 cells is about 20 MB. */
const MOST_BYTES = 80_000_000

export interface Workbook {
  sheets: string[]
  sheet: string
  lines(): Generator<SheetCell[]>
}

/** Opens one sheet, by name or the first one; null when it is no workbook, or none that is safe to read. */
export async function readXlsx(bytes: Buffer, wanted?: string): Promise<Workbook | null> {
  const parts = await partsOf(bytes)
  const listed = parts === null ? null : sheetsOf(parts)
  const chosen = listed?.find((sheet) => sheet.name === wanted) ?? listed?.[0]
  if (parts === null || listed === null || chosen === undefined) return null
  const lines = linesOf(parts, chosen)
  return lines === null ? null : { sheets: listed.map(({ name }) => name), sheet: chosen.name, lines }
}

async function partsOf(bytes: Buffer): Promise<WorkbookParts | null> {
  try {
    const parts = [...(await unzip(bytes, { wanted: WANTED_PARTS, mostBytes: MOST_BYTES }))].map(([name, part]): [string, string] => [
      name,
      part.toString('utf8'),
    ])
    return parts.some(([, text]) => text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) ? null : new Map(parts)
  } catch (error) {
    if (error instanceof BrokenZip) return null
    throw error
  }
}
