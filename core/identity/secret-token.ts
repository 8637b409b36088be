import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as base64url: a bearer secret that cannot be guessed, so a plain SHA-256 of it is enough to store. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
