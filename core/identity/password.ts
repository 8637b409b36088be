import { hash, verify } from '@node-rs/argon2'

/** OWASP's parameters for argon2id (the library's default algorithm): 19 MiB, two passes, one lane; about 30 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST)
}

let decoy: Promise<string> | undefined

/**
 * Whether `password` fits. For an account that does not exist (`passwordHash` null) it does the same work on a decoy and says
 * no, so that the time of the answer does not tell which e-mails have an account.
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password')
  const fits = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'))
  return fits && passwordHash !== null
}
