import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The account that the demonstration makes when nobody has one yet. Kept beside the embedded database, for this machine's user only. */
export interface DemoLogin {
  email: string
  password: string
}

const EMAIL = 'demo@tomada.local'

export async function readDemoLogin(dataDir: string): Promise<DemoLogin | null> {
  const file = fileOf(dataDir)
  return existsSync(file) ? { email: EMAIL, password: (await readFile(file, 'utf8')).trim() } : null
}

export async function makeDemoLogin(dataDir: string): Promise<DemoLogin> {
  const password = randomBytes(9).toString('base64url')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeFile(fileOf(dataDir), `${password}\n`, { mode: 0o600 })
  return { email: EMAIL, password }
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'demo-password')
}
