import { expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { columnSql, joinedColumns, type Value } from './column-texts.ts'

const database = useTestDatabase()

async function back(values: readonly Value[], type: string): Promise<unknown> {
  const texts = joinedColumns([values])
  const sql = `SELECT array_to_json(${columnSql(1, type, texts !== null)}) AS list`
  const { rows } = await database().truth.query<{ list: unknown }>(sql, texts ?? [[...values]])
  return rows[0]?.list
}

test.each([
  ['quotes, braces and backslashes', ['{"a":"b\\n\\"c\\""}', 'NULL', '{}', '\\', "'"], 'text'],
  ['nothing at all and empty texts', [null, '', null, 'x', ''], 'text'],
  ['one empty text', [''], 'text'],
  ['one absent value', [null], 'text'],
  ['the joining characters themselves', ['a\u001fb', 'c\u001ed'], 'text'],
  ['numbers', [1, null, -3], 'int'],
  ['letters of every size', ['ação', '🙂', '\ud7ff'], 'text'],
])('a column of %s reaches the database as it was', async (_what, values, type) => {
  expect(await back(values, type)).toEqual(values)
})
