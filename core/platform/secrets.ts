import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const FORMAT = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/

export interface SecretKey {
  /** Written in front of every ciphertext, so that the right key is found after a rotation. No dot, no secret. */
  id: string
  /** 32 bytes. */
  key: Buffer
}

/** A ciphertext that cannot be opened: changed, moved to another row, or made with a key that is not here any more. */
export class SecretError extends Error {
  constructor(reason: string) {
    super(`stored secret cannot be read: ${reason}`)
    this.name = 'SecretError'
  }
}

/**
 * Encrypts what may never be read from a database dump (security.md C18). `purpose` names the owner of the secret, tenant
 * included, for example `connection:<tenant>:<connection>`; it is authenticated, so a ciphertext copied to another row fails.
 */
export interface SecretBox {
  encrypt(plain: string, purpose: string): string
  /** Throws SecretError. */
  decrypt(cipher: string, purpose: string): string
  /** Whether the newest key made it. When not, store `reencrypt`'s result. */
  isCurrent(cipher: string): boolean
  /** The same secret under the newest key and a fresh nonce. Throws SecretError. */
  reencrypt(cipher: string, purpose: string): string
  /** Id of the newest key: the second part of every ciphertext once a rotation is done. */
  readonly currentKeyId: string
}

/** The first key encrypts; all of them decrypt. Text form: `v1.<key id>.<base64url of nonce, ciphertext, tag>`. */
export function openSecretBox(keys: readonly [SecretKey, ...SecretKey[]]): SecretBox {
  const byId = new Map<string, Buffer>()
  for (const { id, key } of keys) {
    if (!KEY_ID.test(id) || key.length !== KEY_BYTES) throw new RangeError('an encryption key needs an id and 32 bytes')
    byId.set(id, Buffer.from(key))
  }
  const current = keys[0]
  const encrypt = (plain: string, purpose: string) => seal(current.id, current.key, plain, purpose)
  const decrypt = (cipher: string, purpose: string) => {
    const { keyId, bytes } = parse(cipher)
    const key = byId.get(keyId)
    if (key === undefined) throw new SecretError('its encryption key is not configured')
    return unseal(keyId, key, bytes, purpose)
  }
  return {
    encrypt,
    decrypt,
    isCurrent: (cipher) => parse(cipher).keyId === current.id,
    reencrypt: (cipher, purpose) => encrypt(decrypt(cipher, purpose), purpose),
    currentKeyId: current.id,
  }
}

function seal(keyId: string, key: Buffer, plain: string, purpose: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedBytes(keyId, purpose))
  const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${FORMAT}.${keyId}.${sealed.toString('base64url')}`
}

function unseal(keyId: string, key: Buffer, bytes: Buffer, purpose: string): string {
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(bytes.length - TAG_BYTES)
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedBytes(keyId, purpose))
  decipher.setAuthTag(tag)
  const plain = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES))
  try {
    return Buffer.concat([plain, decipher.final()]).toString('utf8')
  } catch {
    // Node's own text ("Unsupported state") says nothing; what it means is always this.
    throw new SecretError('it was changed, or belongs to something else')
  }
}

/** JSON keeps the parts apart: no purpose can be written so that it reads like another key id. */
function associatedBytes(keyId: string, purpose: string): Buffer {
  return Buffer.from(JSON.stringify(['tomada', FORMAT, keyId, purpose]))
}

function parse(cipher: string): { keyId: string; bytes: Buffer } {
  const [format, keyId, text, ...rest] = cipher.split('.')
  if (format !== FORMAT || keyId === undefined || text === undefined || rest.length > 0) throw new SecretError('its format is not known')
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) throw new SecretError('it is cut or malformed')
  return { keyId, bytes }
}
