import type { Json } from '../../sdk/flow/definition.ts'
import { AppError } from '../platform/errors.ts'
import { findUnstorable } from '../platform/unstorable.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Cell } from '../spreadsheets/table.types.ts'
import { type CellReading, convertCell } from './convert-cell.ts'
import type { CellError, ColumnUse } from './table-imports.gen.ts'

const MOST_KEY_CHARS = 200

export interface MappedRow {
  key: string
  fields: Record<string, Json>
  errors: CellError[]
}

/** Turns lines of a file into rows; knows the keys that it has given, so that the second of two is refused. */
export function rowMapper(mapping: readonly ColumnUse[], reading: CellReading): (cells: readonly Cell[]) => MappedRow {
  const seen = new Set<string>()
  const words = WORDS[reading.locale]
  return (cells) => {
    const row: MappedRow = { key: '', fields: {}, errors: [] }
    const members: Array<[string, Json]> = []
    for (const { column, to, field = '', type = 'text' } of mapping) {
      const cell = cells[column] ?? null
      if (to === 'key') {
        row.key = String(cell ?? '').trim()
        const fault = keyFault(row.key, seen, words)
        if (fault !== null) row.errors.push({ column, reason: fault })
        seen.add(row.key)
        continue
      }
      const read = convertCell(cell, type, reading)
      if ('reason' in read) row.errors.push({ column, reason: read.reason })
      else if (findUnstorable(read.value) !== null) row.errors.push({ column, reason: words.unstorable })
      else members.push([field, read.value])
    }
    // Own members, whatever they are called.
    row.fields = Object.fromEntries(members)
    return row
  }
}

function keyFault(key: string, seen: ReadonlySet<string>, words: (typeof WORDS)[Locale]): string | null {
  if (key === '') return words.noKey
  if (key.length > MOST_KEY_CHARS) return words.longKey
  if (findUnstorable(key) !== null) return words.unstorable
  return seen.has(key) ? words.twice : null
}

const WORDS: Readonly<Record<Locale, Readonly<Record<'noKey' | 'longKey' | 'twice' | 'unstorable', string>>>> = {
  en: {
    noKey: 'the key is missing',
    longKey: 'the key is longer than 200 characters',
    twice: 'the key is in the file twice; the first one counts',
    unstorable: 'holds a character that cannot be stored',
  },
  'pt-BR': {
    noKey: 'falta a chave',
    longKey: 'a chave passa de 200 caracteres',
    twice: 'a chave se repete no arquivo; vale a primeira',
    unstorable: 'tem um caractere que não pode ser gravado',
  },
}

/** Throws AppError `invalid`: exactly one key, every field once, no column beyond the file's. */
export function checkMapping(mapping: readonly ColumnUse[], columns: number, locale: Locale): void {
  const refuse = (reason: string) => {
    throw new AppError('invalid', { errors: [{ field: '/mapping', reason }] })
  }
  const isPt = locale === 'pt-BR'
  if (mapping.filter(({ to }) => to === 'key').length !== 1)
    refuse(isPt ? 'escolha exatamente uma coluna como chave' : 'choose exactly one column as the key')
  if (mapping.some(({ column }) => column >= columns)) refuse(isPt ? 'o arquivo não tem essa coluna' : 'the file has no such column')
  if (new Set(mapping.map(({ column }) => column)).size < mapping.length)
    refuse(isPt ? 'uma coluna aparece duas vezes' : 'a column is used twice')
  const fields = mapping.filter(({ to }) => to === 'field').map(({ field = '' }) => field.trim())
  if (fields.includes('')) refuse(isPt ? 'todo campo precisa de um nome' : 'every field needs a name')
  if (new Set(fields).size < fields.length) refuse(isPt ? 'dois campos têm o mesmo nome' : 'two fields have the same name')
}
