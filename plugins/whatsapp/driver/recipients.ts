import { InvalidInputError, NotFoundError } from '@tomada/sdk'
import type { DriverHost } from '@tomada/sdk/driver'
import type { WASocket } from '@whiskeysockets/baileys'
import { digitsOf, variantsOf } from './addresses.ts'

const KIND = 'number'
/** WhatsApp counts these questions, and an account seldom changes. */
const KEEP_SECONDS = 30 * 24 * 60 * 60
const ADDRESS = /^[0-9a-z.:_-]+@(s\.whatsapp\.net|lid|g\.us)$/

/**
 * The address of whom a person means: the chat of a message that came, or a number. Of a Brazilian mobile number both forms are asked
 * for, and what WhatsApp answers is used. Throws InvalidInputError, and NotFoundError when nobody has the number.
 */
export async function recipientOf(host: Pick<DriverHost, 'store'>, socket: WASocket, to: string): Promise<string> {
  if (ADDRESS.test(to)) return to
  const found = await lookUp(host, socket, to)
  if (found === null) throw new NotFoundError(`${to} is not on WhatsApp`)
  return found
}

/** Null when nobody has the number. */
export async function lookUp({ store }: Pick<DriverHost, 'store'>, socket: WASocket, typed: string): Promise<string | null> {
  const number = digitsOf(typed)
  if (number === null) throw new InvalidInputError('/to', 'must be a number with country code, or the id of a chat')
  const known = (await store.get(KIND, [number]))[number]
  if (known !== undefined) return known
  const answers = (await socket.onWhatsApp(...variantsOf(number))) ?? []
  const jid = answers.find(({ exists }) => exists)?.jid
  if (jid === undefined) return null
  await store.set([{ kind: KIND, id: number, value: jid, keepSeconds: KEEP_SECONDS }])
  return jid
}
