import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { Environment } from './config.gen.ts'
import schema from './config.schema.json' with { type: 'json' }
import { pluginVariables } from './plugin-variables.ts'
import { readOrMakeSecrets, SECRET_NAMES } from './secrets-file.ts'
import {
  type EncryptionKey,
  isLoopback,
  readDatabaseUrl,
  readEncryptionKey,
  readHostPort,
  readList,
  readNetwork,
  readOrigin,
  readProviderEndpoints,
  readSizeBytes,
  readSizeWithin,
} from './variable-values.ts'
import { whyTooShort, whyWeak } from './weak-secret.ts'

/** Everything the environment decides, read once at start, frozen. The only file that looks at `process.env`. */
export interface Config {
  mode: 'development' | 'production' | 'test'
  host: string
  port: number
  /** Origin without a trailing slash; webhook addresses and redirects are built from it, never from a request's Host. */
  appBaseUrl: string
  /** Absolute. */
  dataDir: string
  /** Absolute: where drivers keep what links their accounts; null: in the database. */
  sessionPath: string | null
  /** Absolute: the folder that holds plugin-registry.json and plugins/. */
  pluginsDir: string
  /** Null: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null
  databasePoolSize: number
  jwtSecret: string
  jwtRefreshSecret: string
  /** The first one encrypts; all of them decrypt. */
  encryptionKeys: readonly [EncryptionKey, ...EncryptionKey[]]
  /** Origins of other sites whose pages may call the API. */
  corsOrigins: readonly string[]
  /** Addresses and CIDR networks. */
  trustedProxies: readonly string[]
  logLevel: Environment['LOG_LEVEL']
  uploadMaxBytes: number
  /** Largest body of a webhook, decompressed. */
  webhookMaxBytes: number
  /** JSON text of one step's output. */
  stepOutputMaxBytes: number
  /** Characters of JSON text that one run may record. */
  journalMaxChars: number
  /** Whole days that ended runs and deliveries are kept. */
  retentionDays: number
  /** Requests a minute per caller and endpoint. */
  apiRateLimit: number
  /** Messages a minute per address, and per webhook; 0: no limit. */
  webhookRateLimit: number
  /** Days that the history of synchronised records is kept. */
  recordHistoryDays: number
  /** Runs that a worker takes from the queue at a time. */
  workerBatchSize: number
  sandboxChildren: number
  /** Heap of one flow's isolate; a sandbox process may have three times as much. */
  sandboxMemoryMb: number
  /** Declared origin → origin that is called instead. Always empty in production. */
  providerEndpoints: Readonly<Record<string, string>>
  /** `host:port` of mail servers that may be reached at a private address. */
  mailPrivateHosts: readonly string[]
  /** Values of the variables that connectors declare in their manifests; unset ones are absent. */
  pluginVariables: Readonly<Record<string, string>>
  /** Sentences for the log at start: what was ignored, made or assumed. No secret in them. */
  notices: readonly string[]
}

/** Names every fault at once, a line each. Its message is meant for the person who starts the server. */
export class ConfigError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The configuration is not right:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}

export interface ConfigSource {
  env: Readonly<Record<string, string | undefined>>
  /** Project folder: holds `.env` and `plugins/`, and relative paths start there. */
  root: string
}

const OWN_NAMES: readonly string[] = Object.keys(schema.properties)
const PROJECT = fileURLToPath(new URL('../../', import.meta.url))

const validate = new Ajv2020({ allErrors: true, coerceTypes: true, useDefaults: true, strict: true }).compile<Environment>(schema)

/**
 * The environment wins over `.env`, which wins over `DATA_DIR/secrets.env` (development only) and the defaults.
 * An empty variable counts as absent. Throws ConfigError.
 */
export function loadConfig(source: ConfigSource = { env: process.env, root: PROJECT }): Config {
  const report = new Report()
  const file = readDotEnv(source.root)
  const read = (name: string) => source.env[name] || file[name] || undefined
  const pluginsDir = path.resolve(source.root, read('PLUGINS_DIR') ?? '.')
  const declared = pluginVariables(pluginsDir)
  refuseUnknown(Object.keys(file), declared, report)

  const ours = readEnvironment(read, report)
  const dataDir = path.resolve(source.root, ours.DATA_DIR)
  const secrets = readSecrets(ours, dataDir, report)
  const config: Config = {
    mode: ours.NODE_ENV,
    host: ours.HOST,
    port: ours.PORT,
    appBaseUrl: readBaseUrl(ours, report),
    dataDir,
    sessionPath: ours.SESSION_PATH === undefined ? null : path.resolve(source.root, ours.SESSION_PATH),
    pluginsDir,
    databaseUrl: readDatabase(ours, report),
    databasePoolSize: ours.DB_POOL_SIZE,
    ...secrets,
    corsOrigins: [...readList(ours.FRONTEND_URL), ...readList(ours.CORS_ORIGINS)].flatMap((text) =>
      report.attempt('CORS_ORIGINS', () => [readOrigin(text)], []),
    ),
    trustedProxies: readList(ours.TRUSTED_PROXIES).flatMap((text) => report.attempt('TRUSTED_PROXIES', () => [readNetwork(text)], [])),
    logLevel: ours.LOG_LEVEL,
    uploadMaxBytes: report.attempt('UPLOAD_MAX_SIZE', () => readSizeBytes(ours.UPLOAD_MAX_SIZE), 0),
    webhookMaxBytes: report.attempt('WEBHOOK_MAX_SIZE', () => readSizeWithin(ours.WEBHOOK_MAX_SIZE, '64KB', '64MB'), 0),
    stepOutputMaxBytes: report.attempt('STEP_OUTPUT_MAX_SIZE', () => readSizeWithin(ours.STEP_OUTPUT_MAX_SIZE, '1MB', '64MB'), 0),
    journalMaxChars: report.attempt('RUN_JOURNAL_MAX_SIZE', () => readSizeWithin(ours.RUN_JOURNAL_MAX_SIZE, '4MB', '256MB'), 0),
    retentionDays: ours.RETENTION_DAYS,
    apiRateLimit: ours.API_RATE_LIMIT,
    webhookRateLimit: ours.WEBHOOK_RATE_LIMIT,
    recordHistoryDays: ours.RECORD_HISTORY_DAYS,
    workerBatchSize: ours.WORKER_BATCH_SIZE,
    sandboxChildren: ours.SANDBOX_CHILDREN,
    sandboxMemoryMb: ours.SANDBOX_MEMORY_MB,
    providerEndpoints: readEndpoints(ours, report),
    mailPrivateHosts: readList(ours.MAIL_PRIVATE_HOSTS).flatMap((text) =>
      report.attempt('MAIL_PRIVATE_HOSTS', () => [readHostPort(text)], []),
    ),
    pluginVariables: readPluginVariables(declared, read, report),
    notices: report.notices,
  }
  if (ours.REDIS_HOST !== undefined || ours.REDIS_PORT !== undefined)
    report.notices.push('REDIS_HOST and REDIS_PORT are ignored: Tomada needs no Redis.')
  if (ours.AWS_REGION !== undefined || ours.AWS_ENDPOINT !== undefined)
    report.notices.push('AWS_REGION and AWS_ENDPOINT are ignored: Tomada needs no SQS.')
  if (report.faults.length > 0) throw new ConfigError(report.faults)
  return deepFreeze(config)
}

/** The variables of the schema, in their types. A faulty one is reported and read as absent, so that the others are judged too. */
function readEnvironment(read: (name: string) => string | undefined, report: Report): Environment {
  const values: Record<string, unknown> = {}
  for (const name of OWN_NAMES) {
    const value = read(name)
    if (value !== undefined) values[name] = value
  }
  if (validate(values)) return values
  for (const error of validate.errors ?? []) {
    report.faults.push(sentenceOf(error))
    delete values[nameOf(error)]
  }
  if (validate(values)) return values
  throw new ConfigError(report.faults)
}

/** Gathers faults, so that a person mends the configuration once and not line by line. */
class Report {
  readonly faults: string[] = []
  readonly notices: string[] = []

  fault(name: string, reason: string): void {
    this.faults.push(`${name} ${reason}`)
  }

  attempt<T>(name: string, read: () => T, fallback: T): T {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.fault(name, error.message)
      return fallback
    }
  }
}

function readDotEnv(root: string): Record<string, string | undefined> {
  const file = path.join(root, '.env')
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
}

function refuseUnknown(names: readonly string[], declared: readonly string[], report: Report): void {
  const known = new Set([...OWN_NAMES, ...declared])
  for (const name of names) {
    if (!known.has(name)) report.fault(name, 'in .env is no variable of Tomada; .env.example lists them all')
  }
}

function readSecrets(env: Environment, dataDir: string, report: Report): Pick<Config, 'jwtSecret' | 'jwtRefreshSecret' | 'encryptionKeys'> {
  const production = env.NODE_ENV === 'production'
  const given = new Set<string>(SECRET_NAMES.filter((name) => env[name] !== undefined))
  const file = production || given.size === SECRET_NAMES.length ? null : readOrMakeSecrets(dataDir, given)
  if (file !== null && file.made.length > 0) report.notices.push(`Made ${file.made.join(', ')} in ${file.path}; keep that file.`)

  const values = { JWT_SECRET: '', JWT_REFRESH_SECRET: '', ENCRYPTION_KEY: '' }
  for (const name of SECRET_NAMES) {
    const value = env[name] ?? file?.values[name]
    const reason = value === undefined ? 'is required in production' : (whyTooShort(value) ?? (production ? whyWeak(value) : null))
    if (reason !== null) report.fault(name, reason)
    else values[name] = value ?? ''
  }
  if (values.JWT_SECRET !== '' && values.JWT_SECRET === values.JWT_REFRESH_SECRET)
    report.fault('JWT_REFRESH_SECRET', 'must not be the same as JWT_SECRET')

  const unusable: EncryptionKey = { id: '', key: Buffer.alloc(0) }
  const current =
    values.ENCRYPTION_KEY === '' ? unusable : report.attempt('ENCRYPTION_KEY', () => readEncryptionKey(values.ENCRYPTION_KEY), unusable)
  const old = readList(env.ENCRYPTION_KEYS_OLD).flatMap((text) =>
    report.attempt('ENCRYPTION_KEYS_OLD', () => [readEncryptionKey(text)], []),
  )
  return {
    jwtSecret: values.JWT_SECRET,
    jwtRefreshSecret: values.JWT_REFRESH_SECRET,
    encryptionKeys: [current, ...old.filter((key) => key.id !== current.id)],
  }
}

function readBaseUrl(env: Environment, report: Report): string {
  if (env.APP_BASE_URL === undefined) {
    const origin = `http://${env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST}:${env.PORT}`
    if (env.NODE_ENV === 'production')
      report.notices.push(`APP_BASE_URL is not set: webhook addresses and OAuth redirects will start with ${origin}.`)
    return origin
  }
  const origin = report.attempt('APP_BASE_URL', () => readOrigin(env.APP_BASE_URL ?? ''), '')
  if (env.NODE_ENV === 'production' && origin.startsWith('http:') && !isLoopback(origin))
    report.fault('APP_BASE_URL', 'must be https in production')
  return origin
}

function readDatabase(env: Environment, report: Report): string | null {
  if (env.DATABASE_URL !== undefined) {
    if (env.DB_HOST !== undefined) report.notices.push('DB_HOST and its companions are ignored: DATABASE_URL is set.')
    return report.attempt('DATABASE_URL', () => readDatabaseUrl(env.DATABASE_URL ?? ''), null)
  }
  if (env.DB_HOST === undefined) return null
  for (const name of ['DB_USER', 'DB_NAME'] as const) {
    if (env[name] === undefined) report.fault(name, 'is needed beside DB_HOST')
  }
  const url = new URL(`postgres://host/${encodeURIComponent(env.DB_NAME ?? '')}`)
  url.hostname = env.DB_HOST
  url.port = String(env.DB_PORT ?? 5432)
  url.username = encodeURIComponent(env.DB_USER ?? '')
  url.password = encodeURIComponent(env.DB_PASS ?? '')
  return url.href
}

function readEndpoints(env: Environment, report: Report): Record<string, string> {
  if (env.PROVIDER_ENDPOINTS === undefined) return {}
  if (env.NODE_ENV === 'production') {
    report.fault('PROVIDER_ENDPOINTS', 'is refused in production: it opens the way to private addresses')
    return {}
  }
  return report.attempt('PROVIDER_ENDPOINTS', () => readProviderEndpoints(env.PROVIDER_ENDPOINTS ?? ''), {})
}

/** A connector may not read what is the host's own: that would hand it a secret. */
function readPluginVariables(
  declared: readonly string[],
  read: (name: string) => string | undefined,
  report: Report,
): Record<string, string> {
  const values: Record<string, string> = {}
  for (const name of declared) {
    const value = read(name)
    if (OWN_NAMES.includes(name)) report.fault(name, 'is declared by a connector but belongs to the host')
    else if (value !== undefined) values[name] = value
  }
  return values
}

function sentenceOf(error: ErrorObject): string {
  const allowed = error.keyword === 'enum' ? `: ${error.params['allowedValues'].join(', ')}` : ''
  return `${nameOf(error)} ${error.message ?? 'is not right'}${allowed}`
}

function nameOf(error: ErrorObject): string {
  return error.instancePath.slice(1)
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const child of Object.values(value)) deepFreeze(child)
  return Object.freeze(value)
}
