import type { Locale } from '../platform/validation-reasons.ts'

/** How a column's cells are typed, and so how each format writes them. */
export type CellType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp'

/** A decimal is its exact digits as text (`1234.5`), a date `YYYY-MM-DD`, a timestamp RFC 3339. */
export type Cell = string | number | boolean | null

export interface Column {
  title: string
  type: CellType
  /** Of a decimal that is an amount of money. */
  money?: Money
  /** Names the currency of the amounts beside it. A PDF leaves it out: there each amount carries its own. */
  isCurrency?: boolean
}

export interface Money {
  /** ISO 4217 code, of rows that name none. */
  code: string
  /** Which column's cells name the currency of their row; absent: all amounts are in that one. */
  column?: number
}

/** One table of a document. Its rows come page by page, so that only one page is in memory. */
export interface Section {
  title: string
  columns: readonly Column[]
  pages(): AsyncIterable<ReadonlyArray<readonly Cell[]>>
}

export interface SheetDocument {
  title: string
  /** Under the title and at the foot of each page: whose it is, when it was made, in which timezone. */
  subtitle: string
  locale: Locale
  /** IANA name: timestamps are written as its wall time. */
  timezone: string
  madeAtMs: number
  sections: readonly Section[]
}

export type SheetFormat = 'csv' | 'xlsx' | 'pdf'
