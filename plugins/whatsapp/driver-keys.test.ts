import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rotateEntries } from '../../core/drivers/rotate-entries.ts'
import { createLogger } from '../../core/platform/logger.ts'
import { openSecretBox } from '../../core/platform/secrets.ts'
import { useTestDatabase } from '../../core/testing/database.ts'
import { type Fake, startFake } from './emulator/testing/companion.ts'
import { openStage, type Stage } from './testing/stage.ts'

/** Where the keys of a linked number are, and under which key of ours. */

const database = useTestDatabase()
const NEXT = { id: 'next', key: Buffer.alloc(32, 9) }
const OLD = { id: 'test', key: Buffer.alloc(32, 7) }
const logger = createLogger({ level: 'silent' })
let fake: Fake
let stage: Stage
let folder: string

beforeEach(async () => {
  fake = await startFake()
  stage = openStage(database, () => fake)
  folder = await mkdtemp(path.join(os.tmpdir(), 'wa-keys-'))
})
afterEach(async () => {
  await stage.close()
  await fake.stop()
  await rm(folder, { recursive: true, force: true })
  await database().truth.query('DELETE FROM connections')
})

const texts = () => stage.delivered.filter(({ topic }) => topic === 'message').map(({ data }) => data['text'])
const entries = async (): Promise<string[]> => {
  const { rows } = await database().truth.query('SELECT value FROM driver_entries')
  return rows.map(({ value }) => value)
}

test('C18 what links a number moves to a new encryption key while it is connected, and the old key is not needed afterwards', async () => {
  const rotating = openSecretBox([NEXT, OLD])
  const first = await stage.worker()
  const connection = await stage.connection()
  await stage.link(first, connection)
  expect((await entries()).length).toBeGreaterThan(500)
  await first.close()

  const second = await stage.worker({ secrets: rotating })
  await stage.until(second, connection, 'connected')
  const deps = { db: database(), secrets: rotating, logger }
  const [moved] = await Promise.all([rotateEntries(deps), fake.play('message', { text: 'Durante a troca' })])
  await expect.poll(texts, { timeout: 8000 }).toEqual(['Durante a troca'])
  expect(moved).toBeGreaterThan(500)
  expect(await rotateEntries(deps)).toBe(0)
  expect((await entries()).every((value) => value.startsWith('v1.next.'))).toBe(true)
  await second.close()

  const third = await stage.worker({ secrets: openSecretBox([NEXT]) })
  await fake.play('message', { text: 'Depois da troca' })
  await expect.poll(texts, { timeout: 15_000 }).toEqual(['Durante a troca', 'Depois da troca'])
  await stage.until(third, connection, 'connected')
})

test('MV-93 with a folder for it, what links a number is there and sealed, survives a kill, and leaves with the account', async () => {
  const inDatabase = await stage.worker()
  const connection = await stage.connection()
  await stage.link(inDatabase, connection)
  await inDatabase.close()

  const worker = await stage.worker({ folder })
  await stage.until(worker, connection, 'connected')
  await expect.poll(async () => (await entries()).length, { timeout: 8000 }).toBe(0)
  const file = path.join(folder, String((await readdir(folder))[0]), `${connection}.jsonl`)
  const text = await readFile(file, 'utf8')
  expect(text).toContain('"v1.test.')
  expect(text).not.toMatch(/noiseKey|privKey|private/)

  await worker.hosting.process()?.stop()
  await fake.play('message', { text: 'Ainda aqui' })
  await expect.poll(texts, { timeout: 15_000 }).toEqual(['Ainda aqui'])
  await worker.disconnect({ tenantId: '00000000-0000-4000-8000-00000000000a', userId: 'usr_ana' }, connection, { forget: true })
  await stage.until(worker, connection, 'ended')
  await expect.poll(() => readFile(file, 'utf8').catch(() => null)).toBeNull()
  expect((await fake.state()).phones[0]?.devices).toHaveLength(1)
})
