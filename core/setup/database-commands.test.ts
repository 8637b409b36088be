import { expect, test } from 'vitest'
import { migrate } from '../platform/migrate.ts'
import { useTestDatabase } from '../testing/database.ts'
import { ResetRefused, resetDatabase } from './database-commands.ts'

const database = useTestDatabase()

async function countUsers(): Promise<number> {
  const { rows } = await database().truth.query<{ count: number }>('SELECT count(*) FROM users')
  return Number(rows[0]?.count)
}

test('a reset in production is refused and deletes nothing', async () => {
  await database().truth.query(`INSERT INTO users (id, email, name, password_hash) VALUES ('usr_1', 'ana@example.com', 'Ana', 'x')`)
  await expect(resetDatabase(database().url, 'production')).rejects.toThrow(ResetRefused)
  expect(await countUsers()).toBe(1)
})

test('a reset empties the database and brings it to the newest schema, and migrating again finds nothing to do', async () => {
  const applied = await resetDatabase(database().url, 'development')
  expect(applied.length).toBeGreaterThan(0)
  expect(await countUsers()).toBe(0)
  expect(await migrate(database().url)).toEqual([])
})
