import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import schema from './config.schema.json' with { type: 'json' }
import { ConfigError, loadConfig } from './config.ts'
import { pluginVariables } from './plugin-variables.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const STRONG = {
  JWT_SECRET: 'hW3vQ9zLr6Tn1Xb8Kp4Yd7Mf2Gs5Jc0A',
  JWT_REFRESH_SECRET: 'Zq8Rt2Vw6Yb1Nc5Mx9Lk3Jh7Gf4Ds0Pa',
  ENCRYPTION_KEY: 'uE7mB1xC5vN9zK3lH8jG2fD6sA4pQ0wR',
}

let root = ''
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tomada-config-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

function load(env: Record<string, string>) {
  return loadConfig({ env, root })
}

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    load(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

test('without any variable the server listens on 127.0.0.1:4000 with an embedded database in .data', () => {
  const config = load({})
  expect(config).toMatchObject({
    mode: 'development',
    host: '127.0.0.1',
    port: 4000,
    appBaseUrl: 'http://127.0.0.1:4000',
    databaseUrl: null,
    dataDir: path.join(root, '.data'),
    corsOrigins: [],
    uploadMaxBytes: 5 * 1024 * 1024,
  })
})

test('PORT, HOST and NODE_ENV are honoured', () => {
  expect(load({ PORT: '8080', HOST: '0.0.0.0', NODE_ENV: 'production', ...STRONG })).toMatchObject({
    port: 8080,
    host: '0.0.0.0',
    mode: 'production',
  })
})

test('what links accounts is in the database, unless SESSION_PATH names a folder', () => {
  expect([load({}).sessionPath, load({ SESSION_PATH: 'keys' }).sessionPath]).toEqual([null, path.join(root, 'keys')])
})

test('every fault is listed at once', () => {
  const faults = faultsOf({ PORT: 'eighty', LOG_LEVEL: 'loud', JWT_SECRET: 'short', DATABASE_URL: 'mysql://x/y', UPLOAD_MAX_SIZE: 'big' })
  expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual(['DATABASE_URL', 'JWT_SECRET', 'LOG_LEVEL', 'PORT', 'UPLOAD_MAX_SIZE'])
})

test('limits of what flows may take in and record can be raised within bounds', () => {
  expect(load({})).toMatchObject({ webhookMaxBytes: 2 ** 20, stepOutputMaxBytes: 2 ** 22, journalMaxChars: 2 ** 25, sandboxMemoryMb: 128 })
  const raised = { WEBHOOK_MAX_SIZE: '32MB', STEP_OUTPUT_MAX_SIZE: '32MB', RUN_JOURNAL_MAX_SIZE: '128MB', SANDBOX_MEMORY_MB: '512' }
  expect(load(raised)).toMatchObject({
    webhookMaxBytes: 2 ** 25,
    stepOutputMaxBytes: 2 ** 25,
    journalMaxChars: 2 ** 27,
    sandboxMemoryMb: 512,
  })
  const faults = faultsOf({ WEBHOOK_MAX_SIZE: '65MB', STEP_OUTPUT_MAX_SIZE: '1KB', RUN_JOURNAL_MAX_SIZE: '2GB', SANDBOX_MEMORY_MB: '8' })
  expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
    'RUN_JOURNAL_MAX_SIZE',
    'SANDBOX_MEMORY_MB',
    'STEP_OUTPUT_MAX_SIZE',
    'WEBHOOK_MAX_SIZE',
  ])
})

test('the configuration cannot be changed after the start', () => {
  const config = load({})
  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.isFrozen(config.corsOrigins)).toBe(true)
})

test('secrets are made on the first start in development, kept for the next one, and readable by their owner alone', async () => {
  const first = load({})
  const second = load({})
  expect(second.jwtSecret).toBe(first.jwtSecret)
  expect(second.encryptionKeys[0].id).toBe(first.encryptionKeys[0].id)
  expect(first.jwtSecret).not.toBe(first.jwtRefreshSecret)
  expect(first.notices.join()).toContain('Made JWT_SECRET, JWT_REFRESH_SECRET, ENCRYPTION_KEY')
  expect(second.notices).toEqual([])
  expect((await stat(path.join(root, '.data/secrets.env'))).mode & 0o777).toBe(0o600)
})

test('a start in production is refused while a secret is missing, and none is made', async () => {
  const faults = faultsOf({ NODE_ENV: 'production' })
  expect(faults).toEqual(['JWT_SECRET', 'JWT_REFRESH_SECRET', 'ENCRYPTION_KEY'].map((name) => `${name} is required in production`))
  await expect(stat(path.join(root, '.data'))).rejects.toThrow('ENOENT')
})

test('a JWT_SECRET of fewer than 32 characters is refused in every mode', () => {
  for (const NODE_ENV of ['development', 'production']) {
    expect(faultsOf({ ...STRONG, NODE_ENV, JWT_SECRET: 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d' })).toEqual([
      'JWT_SECRET must have at least 32 characters (it has 31)',
    ])
  }
})

test('an ENCRYPTION_KEY that is absent or too short is refused in production', () => {
  expect(faultsOf({ ...STRONG, NODE_ENV: 'production', ENCRYPTION_KEY: '' })).toEqual(['ENCRYPTION_KEY is required in production'])
  expect(faultsOf({ ...STRONG, NODE_ENV: 'production', ENCRYPTION_KEY: 'tooShort' })).toEqual([
    'ENCRYPTION_KEY must have at least 32 characters (it has 8)',
  ])
})

test('an ENCRYPTION_KEY is 32 characters or 32 bytes in base64, and nothing in between', () => {
  const raw = Buffer.from(STRONG.ENCRYPTION_KEY)
  const asText = load({ ...STRONG }).encryptionKeys[0]
  const asBase64 = load({ ...STRONG, ENCRYPTION_KEY: raw.toString('base64') }).encryptionKeys[0]
  expect(asText.key).toEqual(raw)
  expect(asBase64).toEqual(asText)
  expect(asText.id).toMatch(/^[0-9a-f]{8}$/)
  expect(faultsOf({ ...STRONG, ENCRYPTION_KEY: `${STRONG.ENCRYPTION_KEY}x` })[0]).toContain('must be exactly 32 characters')
})

test('weak and default secrets are refused in production', () => {
  for (const weak of ['a'.repeat(40), 'abc123XYZ!'.repeat(4), 'change-me-please-0123456789-abcdef', 'my-super-SECRET-for-jwt-signing-99']) {
    const faults = faultsOf({ ...STRONG, NODE_ENV: 'production', JWT_SECRET: weak })
    expect(faults, weak).toHaveLength(1)
    expect(faults[0]).toContain('JWT_SECRET is weak')
    expect(faults[0]).not.toContain(weak)
  }
})

test('access and refresh tokens need secrets of their own', () => {
  expect(faultsOf({ ...STRONG, JWT_REFRESH_SECRET: STRONG.JWT_SECRET })).toEqual(['JWT_REFRESH_SECRET must not be the same as JWT_SECRET'])
})

test('former encryption keys stay readable beside the new one', () => {
  const old = Buffer.alloc(32, 'k9').toString('base64')
  const keys = load({ ...STRONG, ENCRYPTION_KEYS_OLD: `${old}, ${STRONG.ENCRYPTION_KEY}` }).encryptionKeys
  expect(keys.map((key) => key.key.length)).toEqual([32, 32])
  expect(keys[0].key.toString()).toBe(STRONG.ENCRYPTION_KEY)
})

test('a DATABASE_URL that is none is refused with what it should look like', () => {
  expect(faultsOf({ DATABASE_URL: 'localhost:5432' })[0]).toContain('DATABASE_URL must look like postgres://')
  expect(faultsOf({ DATABASE_URL: 'postgres://u:p@host' })[0]).toContain('names no database')
})

test('the database may also be given in parts', () => {
  const config = load({ DB_HOST: 'db', DB_USER: 'to mada', DB_PASS: 'p@ss/word', DB_NAME: 'tomada' })
  expect(config.databaseUrl).toBe('postgres://to%20mada:p%40ss%2Fword@db:5432/tomada')
  expect(faultsOf({ DB_HOST: 'db' })).toEqual(['DB_USER is needed beside DB_HOST', 'DB_NAME is needed beside DB_HOST'])
})

test('REDIS_HOST and REDIS_PORT are ignored with a notice', () => {
  expect(load({ REDIS_HOST: 'redis', REDIS_PORT: '6379' }).notices.join()).toContain('REDIS_HOST and REDIS_PORT are ignored')
})

test('ML-62 AWS_REGION and AWS_ENDPOINT are ignored with a notice: the jobs are in PostgreSQL', () => {
  const { notices } = load({ AWS_REGION: 'us-east-1', AWS_ENDPOINT: 'http://localhost:4566' })
  expect(notices.join()).toContain('AWS_REGION and AWS_ENDPOINT are ignored')
})

test('FRONTEND_URL and CORS_ORIGINS name the other origins that may call, and nothing else does', () => {
  expect(load({ FRONTEND_URL: 'http://localhost:3000/', CORS_ORIGINS: 'https://a.example, https://b.example' }).corsOrigins).toEqual([
    'http://localhost:3000',
    'https://a.example',
    'https://b.example',
  ])
  expect(faultsOf({ CORS_ORIGINS: '*' })).toHaveLength(1)
})

test('PROVIDER_ENDPOINTS moves a provider to another origin, and is refused in production', () => {
  const PROVIDER_ENDPOINTS = '{"https://api.example.com":"http://127.0.0.1:4102"}'
  expect(load({ PROVIDER_ENDPOINTS }).providerEndpoints).toEqual({ 'https://api.example.com': 'http://127.0.0.1:4102' })
  expect(faultsOf({ ...STRONG, PROVIDER_ENDPOINTS, NODE_ENV: 'production' })[0]).toContain('PROVIDER_ENDPOINTS is refused in production')
})

test('a public address without https is refused in production unless it is this machine', () => {
  expect(faultsOf({ ...STRONG, NODE_ENV: 'production', APP_BASE_URL: 'http://tomada.example' })).toEqual([
    'APP_BASE_URL must be https in production',
  ])
  expect(faultsOf({ ...STRONG, NODE_ENV: 'production', APP_BASE_URL: 'http://localhost:4000' })).toEqual([])
})

test('a variable in .env that does not exist is a fault, and the environment wins over .env', async () => {
  await writeFile(path.join(root, '.env'), 'PROT=8080\n')
  expect(faultsOf({})[0]).toContain('PROT in .env is no variable of Tomada')
  await writeFile(path.join(root, '.env'), 'PORT=8080\nHOST=0.0.0.0\n')
  expect(load({ PORT: '9090' })).toMatchObject({ port: 9090, host: '0.0.0.0' })
})

test("a connector's declared variables are read, and it may not declare one of the host's own", async () => {
  await mkdir(path.join(root, 'plugins/acme'), { recursive: true })
  const manifest = path.join(root, 'plugins/acme/manifest.json')
  await writeFile(
    manifest,
    JSON.stringify({ auth: [{ clientId: { env: 'ACME_CLIENT_ID' }, clientSecret: { env: 'ACME_CLIENT_SECRET' } }] }),
  )
  expect(load({ ACME_CLIENT_ID: 'abc', UNRELATED: 'x' }).pluginVariables).toEqual({ ACME_CLIENT_ID: 'abc' })
  await writeFile(manifest, JSON.stringify({ auth: [{ clientId: { env: 'JWT_SECRET' } }] }))
  expect(faultsOf({})).toContain('JWT_SECRET is declared by a connector but belongs to the host')
})

test('connectors of another folder can be used instead of the bundled ones', async () => {
  await mkdir(path.join(root, 'own/plugins/acme'), { recursive: true })
  await writeFile(path.join(root, 'own/plugins/acme/manifest.json'), JSON.stringify({ app: { env: 'ACME_KEY' } }))
  expect(load({}).pluginsDir).toBe(root)
  expect(load({ PLUGINS_DIR: 'own', ACME_KEY: 'k' })).toMatchObject({
    pluginsDir: path.join(root, 'own'),
    pluginVariables: { ACME_KEY: 'k' },
  })
})

test('.env.example holds every variable the code reads, and no other', async () => {
  const example = await readFile(path.join(PROJECT, '.env.example'), 'utf8')
  const listed = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((found) => found[1])
  expect(listed).toEqual([...Object.keys(schema.properties), ...pluginVariables(PROJECT)])
})
