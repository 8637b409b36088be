import type { Db, Trx } from '../platform/db.ts'
import type { Locale } from './identity.gen.ts'

export interface User {
  id: string
  email: string
  name: string
  passwordHash: string
  locale: Locale
  tokenVersion: number
  isDisabled: boolean
}

interface UserRow {
  id: string
  email: string
  name: string
  password_hash: string
  locale: Locale
  token_version: number
  disabled_at: Date | null
}

export type NewUser = Pick<User, 'id' | 'email' | 'name' | 'passwordHash' | 'locale'>

/** `email` in lower case. */
export async function findUserByEmail(db: Db | Trx, email: string): Promise<User | null> {
  const row = await db<UserRow>('users').where({ email }).first()
  return row === undefined ? null : fromRow(row)
}

export async function findUser(db: Db | Trx, id: string): Promise<User | null> {
  const row = await db<UserRow>('users').where({ id }).first()
  return row === undefined ? null : fromRow(row)
}

export async function hasUsers(db: Db | Trx): Promise<boolean> {
  return (await db<UserRow>('users').select('id').limit(1).first()) !== undefined
}

/** False when the e-mail is taken. */
export async function insertUser(db: Db | Trx, user: NewUser): Promise<boolean> {
  const inserted = await db('users')
    .insert({ id: user.id, email: user.email, name: user.name, password_hash: user.passwordHash, locale: user.locale })
    .onConflict('email')
    .ignore()
    .returning('id')
  return inserted.length > 0
}

export async function updateProfile(db: Db | Trx, id: string, change: { name?: string; locale?: Locale }): Promise<void> {
  await db<UserRow>('users').where({ id }).update(change)
}

/** Also raises the token version: every session and token made before stops working. Returns the new version. */
export async function updatePassword(db: Db | Trx, id: string, passwordHash: string): Promise<number> {
  await db<UserRow>('users').where({ id }).update({ password_hash: passwordHash })
  return raiseTokenVersion(db, id)
}

export async function raiseTokenVersion(db: Db | Trx, id: string): Promise<number> {
  const rows = await db<UserRow>('users').where({ id }).increment('token_version', 1).returning('token_version')
  return rows[0]?.token_version ?? 0
}

function fromRow(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    locale: row.locale,
    tokenVersion: row.token_version,
    isDisabled: row.disabled_at !== null,
  }
}
