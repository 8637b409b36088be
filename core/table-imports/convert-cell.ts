import type { Json } from '../../sdk/flow/definition.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { readDate, readTime } from '../resources/field-values.ts'
import type { Cell } from '../spreadsheets/table.types.ts'
import type { ColumnUse } from './table-imports.gen.ts'

export type FieldType = NonNullable<ColumnUse['type']>

export type Converted = { value: Json } | { reason: string }

export interface CellReading {
  decimalMark: ',' | '.'
  timezone: string
  locale: Locale
}

/** More digits than a number keeps. */
const MOST_DIGITS = 15
const TRUE = new Set(['true', 'sim', 's', 'yes', 'y', 'verdadeiro', '1'])
const FALSE = new Set(['false', 'não', 'nao', 'n', 'no', 'falso', '0'])

/** A cell as the type that its column was given; an empty one is null. What it is not, is said in the reader's language. */
export function convertCell(cell: Cell, type: FieldType, reading: CellReading): Converted {
  const text = typeof cell === 'string' ? cell.trim() : cell
  if (text === null || text === '') return { value: null }
  switch (type) {
    case 'text':
      return { value: typeof cell === 'string' ? cell : String(cell) }
    case 'number':
      return typeof text === 'number' ? { value: text } : readNumber(String(text), reading)
    case 'boolean':
      return readBoolean(text, reading.locale)
    case 'date': {
      // A time would be lost without a word.
      const date = String(text).length > 10 ? null : readDate(String(text))
      return date === null ? refused('date', text, reading.locale) : { value: date }
    }
    case 'timestamp': {
      const ms = typeof text === 'string' ? readTime(text, reading.timezone) : null
      return ms === null ? refused('timestamp', text, reading.locale) : { value: new Date(ms).toISOString() }
    }
  }
}

/** `1.234,56` where the comma is the decimal mark, `1,234.56` where the dot is; `R$` may stand before it. */
function readNumber(text: string, { decimalMark, locale }: CellReading): Converted {
  const [group, mark] = decimalMark === ',' ? ['\\.', ','] : [',', '\\.']
  const shape = new RegExp(`^[+-]?(\\d{1,3}(${group}\\d{3})+|\\d+)(${mark}\\d+)?$`)
  const plain = text.replace(/^R\$\s*/, '')
  if (!shape.test(plain)) return refused('number', text, locale)
  const digits = decimalMark === ',' ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', '')
  return digits.replace(/\D/g, '').length > MOST_DIGITS ? refused('digits', text, locale) : { value: Number(digits) }
}

function readBoolean(cell: string | number | boolean, locale: Locale): Converted {
  if (typeof cell === 'boolean') return { value: cell }
  const word = String(cell).toLowerCase()
  return TRUE.has(word) ? { value: true } : FALSE.has(word) ? { value: false } : refused('boolean', cell, locale)
}

type Fault = 'number' | 'digits' | 'boolean' | 'date' | 'timestamp'

const FAULTS: Readonly<Record<Fault, Readonly<Record<Locale, string>>>> = {
  number: { en: 'is no number', 'pt-BR': 'não é um número' },
  digits: { en: 'has more than 15 digits; import it as text', 'pt-BR': 'tem mais de 15 dígitos; importe como texto' },
  boolean: { en: 'is neither yes nor no', 'pt-BR': 'não é sim nem não' },
  date: { en: 'is no date', 'pt-BR': 'não é uma data' },
  timestamp: { en: 'is no date with time', 'pt-BR': 'não é uma data com hora' },
}
const MOST_SHOWN = 60

function refused(fault: Fault, cell: string | number | boolean, locale: Locale): Converted {
  const text = String(cell)
  return { reason: `“${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}” ${FAULTS[fault][locale]}` }
}
