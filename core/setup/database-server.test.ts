import { expect, inject, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { pretendVersion } from '../testing/old-server.ts'
import { openDatabaseServer } from './database-server.ts'

const database = useTestDatabase()

function open(change: (url: URL) => void, mode: 'development' | 'production' = 'production') {
  const url = new URL(database().url)
  change(url)
  return openDatabaseServer({ mode, databaseUrl: url.href, dataDir: '/nowhere' })
}

test('a database of its own owner is used as it is', async () => {
  const server = await open(() => undefined)
  expect(server).toMatchObject({ url: database().url, embedded: false, notices: [] })
})

test('a wrong DATABASE_URL fails at once and says what is wrong, without the password', async () => {
  const secret = new URL(database().url).password
  const cases: Array<[(url: URL) => void, string]> = [
    [(url) => (url.port = '1'), 'nothing listens at 127.0.0.1:1'],
    [(url) => (url.password = 'wrong'), 'the password of tomada is wrong'],
    [(url) => (url.pathname = '/elsewhere'), 'there is no database "elsewhere"'],
    [(url) => (url.hostname = 'no-such-host.invalid'), 'no-such-host.invalid'],
  ]
  for (const [change, sentence] of cases) {
    const started = performance.now()
    const error = await open(change).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('DATABASE_URL cannot be used')
    expect(String(error)).toContain(sentence)
    expect(String(error)).not.toContain(secret)
    expect(performance.now() - started).toBeLessThan(12_000)
  }
})

test('a PostgreSQL older than 16 is refused with a sentence that names its version and the one needed, a newer one is used', async () => {
  try {
    for (const [version, major] of [
      ['90624', 9],
      ['140011', 14],
      ['150012', 15],
    ] as const) {
      await pretendVersion(database(), version)
      const sentence = `${new URL(database().url).host} is PostgreSQL ${major}: Tomada needs 16 or newer.`
      for (const mode of ['production', 'development'] as const) await expect(open(() => undefined, mode)).rejects.toThrow(sentence)
    }
    await pretendVersion(database(), '160000')
    expect(await open(() => undefined)).toMatchObject({ notices: [] })
  } finally {
    await pretendVersion(database(), null)
  }
})

test('C20 a superuser is refused in production, because row-level security does not bind it', async () => {
  const superuser = inject('superuserUrl')
  await expect(openDatabaseServer({ mode: 'production', databaseUrl: superuser, dataDir: '/nowhere' })).rejects.toThrow('is a superuser')
  const server = await openDatabaseServer({ mode: 'development', databaseUrl: superuser, dataDir: '/nowhere' })
  expect(server.notices.join()).toContain('In production this is refused')
})
