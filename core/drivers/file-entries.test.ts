import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import type { HeldSession } from './drivers.types.ts'
import { fileEntries } from './file-entries.ts'
import { sealer } from './session-seal.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-00000000000a'
const OLD = { id: 'old', key: Buffer.alloc(32, 1) }
const NEW = { id: 'new', key: Buffer.alloc(32, 2) }
const held = (fence: number): HeldSession => ({
  tenantId: TENANT,
  connectionId: 'con_1',
  plugin: 'phone',
  desired: 'connected',
  pairing: null,
  generation: 1,
  fence,
})
const secrets = openSecretBox([OLD])
const sealed = (text: string) => sealer(secrets).close(held(1), text)
let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'entries-'))
  file = path.join(folder, TENANT, 'con_1.jsonl')
  const { truth } = database()
  await truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'w')`, [TENANT])
  await truth.query(
    `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, created_by, created_at) VALUES ($1, 'con_1', 'phone', 'device', 'c', 'u', now())`,
    [TENANT],
  )
  await truth.query(
    `INSERT INTO driver_sessions (tenant_id, connection_id, plugin, desired, state, holder, fence, lease_until)
     VALUES ($1, 'con_1', 'phone', 'connected', 'connected', 'prc_1', 1, now() + interval '1 hour')`,
    [TENANT],
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const store = (box = secrets, clock = systemClock) => fileEntries({ db: database(), clock, secrets: box, folder })

test('what a driver keeps in a folder is there after a crash, up to the last whole line, and what is over is not', async () => {
  const clock = new FakeClock()
  const first = store(secrets, clock)
  const [key, gone, brief] = [sealed('key'), sealed('gone'), sealed('brief')]
  await first.write(held(1), {
    kept: [
      { kind: 'key', id: '1', value: key },
      { kind: 'key', id: '2', value: gone },
      { kind: 'sent', id: '1', value: brief, keepSeconds: 60 },
    ],
    gone: [],
  })
  await first.write(held(1), { kept: [], gone: [{ kind: 'key', id: '2' }] })
  await appendFile(file, '{"set":[["key","3","cut')
  const second = store(secrets, clock)
  expect(await second.read(held(1), 'key', ['1', '2', '3'])).toEqual([{ id: '1', value: key }])
  expect(await second.read(held(1), 'sent', ['1'])).toHaveLength(1)
  clock.advance(61_000)
  expect(await second.read(held(1), 'sent', ['1'])).toEqual([])
})

test('a process that does not hold the session any more writes nothing, and reads nothing old after another one had it', async () => {
  const former = store()
  await former.read(held(1), 'key', ['1'])
  await database().truth.query('UPDATE driver_sessions SET fence = 2')
  const change = { kept: [{ kind: 'key', id: '1', value: sealed('next') }], gone: [] }
  await store().write(held(2), change)
  await expect(former.write(held(1), change)).rejects.toThrow('another process holds this session')
  await database().truth.query('UPDATE driver_sessions SET fence = 3')
  expect(await former.read(held(3), 'key', ['1'])).toEqual([{ id: '1', value: change.kept[0]?.value }])
})

test('C18 a new encryption key reseals the file when its session is opened, and dropping it leaves nothing', async () => {
  const before = await readFile(file, 'utf8')
  expect(before).toContain('v1.old.')
  const rotated = store(openSecretBox([NEW, OLD]))
  const [entry] = await rotated.read(held(3), 'key', ['1'])
  expect(sealer(openSecretBox([NEW])).open(held(3), entry?.value ?? '')).toBe('next')
  expect(await readFile(file, 'utf8')).not.toContain('v1.old.')
  await rotated.drop(held(3))
  await expect(readFile(file, 'utf8')).rejects.toThrow('ENOENT')
})
