import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Json, PermanentError } from '@tomada/sdk'
import type { DriverHost } from '@tomada/sdk/driver'
import type { AnyMessageContent, MiscMessageGenerationOptions, WASocket } from '@whiskeysockets/baileys'
import type { Acks } from './acks.ts'
import { statusOf } from './message-status.ts'
import type { Pace } from './pace.ts'
import type { SentMessage, SentMessages } from './sent-messages.ts'

export interface Outgoing {
  chatId: string
  content: AnyMessageContent
  options?: MiscMessageGenerationOptions
  /** Characters that a person would have typed. */
  typed: number
}

export interface SendDeps {
  host: DriverHost
  sent: SentMessages
  pace: Pace
  acks: Acks
  /** 0: shows no typing. */
  secondsBetween: number
}

const ACK_MS = 20_000
const TYPING_MS_PER_CHAR = 25
const LONGEST_TYPING_MS = 3_000
const SECRET_BYTES = 32

/**
 * Sends once for each effect key. The id of the message is made of that key and stored before anything leaves, so that whatever ended in
 * between, the next try sends the same message under the same id and not a second one.
 */
export async function send(deps: SendDeps, socket: WASocket, outgoing: Outgoing, effectKey: string): Promise<Json> {
  const { host, sent, acks } = deps
  const id = messageIdOf(socket.user?.id ?? '', effectKey)
  const before = await sent.find(id)
  if (before?.refused !== undefined) throw refusal(before.refused)
  if (before !== null && statusOf(before) !== 'sending') return outputOf(id, before)
  await deps.pace.turn()
  const isPoll = 'poll' in outgoing.content
  const intent: SentMessage = before ?? {
    chatId: outgoing.chatId,
    startedAt: new Date(host.now()).toISOString(),
    levels: {},
    ...(isPoll ? { secret: randomBytes(SECRET_BYTES) } : {}),
  }
  await sent.begin(id, intent)
  await type(deps, socket, outgoing)
  const ack = acks.wait(id, ACK_MS)
  const written = await socket.sendMessage(outgoing.chatId, withSecret(outgoing.content, intent.secret), {
    ...outgoing.options,
    messageId: id,
  })
  if (written?.message != null) {
    const { message } = written
    await sent.change(id, (known) => ({ ...known, content: message }))
  }
  const { error } = await ack
  if (error !== null) throw refusal(error)
  return outputOf(id, (await sent.find(id)) ?? intent)
}

/** As a person's phone would: "typing" for as long as the text takes, and then away again, so that the phone goes on notifying. */
async function type({ secondsBetween }: SendDeps, socket: WASocket, { chatId, typed }: Outgoing): Promise<void> {
  if (secondsBetween === 0 || typed === 0) return
  await socket.sendPresenceUpdate('composing', chatId)
  await sleep(Math.min(LONGEST_TYPING_MS, typed * TYPING_MS_PER_CHAR))
  await socket.sendPresenceUpdate('paused', chatId)
}

function withSecret(content: AnyMessageContent, secret: Uint8Array | undefined): AnyMessageContent {
  return 'poll' in content && secret !== undefined ? { ...content, poll: { ...content.poll, messageSecret: secret } } : content
}

/** In the form of the ids that the official web client makes. */
export function messageIdOf(account: string, effectKey: string): string {
  return `3EB0${createHash('sha256')
    .update(JSON.stringify([account, effectKey]))
    .digest('hex')
    .slice(0, 18)
    .toUpperCase()}`
}

function outputOf(id: string, message: SentMessage): Json {
  const { chatId, startedAt, levels } = message
  return { messageId: id, chatId, sentAt: levels.sent ?? startedAt, status: statusOf(message) }
}

/** 463: WhatsApp lets this number start no new chats for a time. A second try counts as another attempt, so there is none. */
function refusal(code: string): PermanentError {
  return new PermanentError(
    code === '463'
      ? 'WhatsApp does not let this number start new chats at the moment (463). Chats that people started with it go on. Trying again makes it worse.'
      : `WhatsApp refused the message (${code})`,
  )
}
