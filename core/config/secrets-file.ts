import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'

export const SECRET_NAMES = ['JWT_SECRET', 'JWT_REFRESH_SECRET', 'ENCRYPTION_KEY'] as const
export type SecretName = (typeof SECRET_NAMES)[number]

export interface SecretsFile {
  path: string
  values: Partial<Record<SecretName, string>>
  /** Names that were made just now. */
  made: SecretName[]
}

/**
 * Development only: the secrets that neither the environment nor an earlier start gave are made and kept in
 * `DATA_DIR/secrets.env`, readable by this user alone. What is already in the file is never changed: losing
 * ENCRYPTION_KEY would lose every stored credential.
 */
export function readOrMakeSecrets(dataDir: string, given: ReadonlySet<string>): SecretsFile {
  const file = path.join(dataDir, 'secrets.env')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : HEADER
  const kept = parseEnv(text)
  const values: Partial<Record<SecretName, string>> = {}
  const made: SecretName[] = []
  for (const name of SECRET_NAMES) {
    if (given.has(name)) continue
    const value = kept[name]
    if (value !== undefined && value !== '') values[name] = value
    else made.push(name)
  }
  if (made.length > 0) {
    for (const name of made) values[name] = randomBytes(32).toString('base64')
    const lines = made.map((name) => `${name}=${values[name] ?? ''}\n`).join('')
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(file, text.endsWith('\n') ? text + lines : `${text}\n${lines}`, { mode: 0o600 })
  }
  if (existsSync(file)) chmodSync(file, 0o600)
  return { path: file, values, made }
}

const HEADER = '# Made on the first start in development. Keep ENCRYPTION_KEY: without it the stored credentials cannot be read.\n'
