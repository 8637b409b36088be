import { type Json, listOf, NotFoundError, PermanentError, textOf } from '@tomada/sdk'
import { type AnyMessageContent, downloadMediaMessage, proto, type WAMessage, type WASocket } from '@whiskeysockets/baileys'
import { addressOf, isGroup, phoneOf } from './addresses.ts'
import { statusOf } from './message-status.ts'
import { SILENT } from './quiet-logger.ts'
import { lookUp, recipientOf } from './recipients.ts'
import { type SendDeps, send } from './sending.ts'

export interface ActionDeps extends SendDeps {
  /** The linked number. */
  account: string
}

type Fields = { readonly [name: string]: Json | undefined }
type DriverAction = (deps: ActionDeps, socket: WASocket, input: Fields, effectKey: string) => Promise<Json>

/** What actions with an entry `driver#<name>` do. Their inputs were checked against the manifest's schemas. */
const ACTIONS: Readonly<Record<string, DriverAction>> = {
  async getAccount({ account }) {
    return { number: account, phone: phoneOf(account) }
  },

  async sendText(deps, socket, input, effectKey) {
    const chatId = await recipientOf(deps.host, socket, text(input, 'to'))
    const body = text(input, 'text')
    // No preview: fetching the address of a text would be a request of ours to wherever the text says.
    const content = { text: body, linkPreview: null }
    return send(deps, socket, { chatId, content, typed: body.length, options: quoting(input, chatId) }, effectKey)
  },

  async sendMedia(deps, socket, input, effectKey) {
    const chatId = await recipientOf(deps.host, socket, text(input, 'to'))
    return send(deps, socket, { chatId, content: mediaContent(input), typed: 0, options: quoting(input, chatId) }, effectKey)
  },

  async sendPoll(deps, socket, input, effectKey) {
    const chatId = await recipientOf(deps.host, socket, text(input, 'to'))
    const values = listOf(input['options'] ?? []).map((option) => String(option))
    const poll = { name: text(input, 'question'), values, selectableCount: input['allowsSeveral'] === true ? 0 : 1 }
    return send(deps, socket, { chatId, content: { poll }, typed: poll.name.length }, effectKey)
  },

  async sendReaction(deps, socket, input, effectKey) {
    const chatId = text(input, 'chatId')
    const key = { remoteJid: chatId, id: text(input, 'messageId'), fromMe: input['isFromMe'] === true, ...inGroup(chatId, input) }
    return send(deps, socket, { chatId, content: { react: { text: textOf(input['emoji'] ?? '') ?? '', key } }, typed: 0 }, effectKey)
  },

  async getMessageStatus({ sent }, _socket, input) {
    const id = text(input, 'messageId')
    const message = await sent.find(id)
    if (message === null) throw new NotFoundError('No message with this id was sent from here in the last 30 days')
    const { sent: sentAt = null, delivered = null, read = null, played = null } = message.levels
    return {
      messageId: id,
      chatId: message.chatId,
      status: statusOf(message),
      sentAt,
      deliveredAt: delivered,
      readAt: read,
      playedAt: played,
    }
  },

  async checkNumber({ host }, socket, input) {
    const jid = await lookUp(host, socket, text(input, 'phone'))
    if (jid === null) return { exists: false, chatId: null, number: null, phone: null }
    const { number, phone } = addressOf(jid, null)
    return { exists: true, chatId: jid, number, phone }
  },

  async listGroups(_deps, socket) {
    const groups = Object.values(await socket.groupFetchAllParticipating())
    return { groups: groups.map(({ id, subject, size, participants }) => ({ chatId: id, subject, members: size ?? participants.length })) }
  },

  async downloadMedia({ host }, socket, input) {
    const message = proto.Message.decode(Buffer.from(text(input, 'reference'), 'base64url'))
    const bytes = await fetchMedia({ key: {}, message }, socket, host.http.dispatcher)
    const file = message.imageMessage ?? message.videoMessage ?? message.audioMessage ?? message.documentMessage ?? message.stickerMessage
    return {
      mimetype: file?.mimetype ?? 'application/octet-stream',
      fileName: message.documentMessage?.fileName ?? null,
      sizeBytes: bytes.length,
      base64: bytes.toString('base64'),
    }
  },
}

export function actionNamed(name: string) {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (action === undefined) return null
  return (deps: ActionDeps, socket: WASocket, input: Json, effectKey: string) =>
    action(deps, socket, typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {}, effectKey)
}

/** Larger ones do not fit a step's output. */
const MAX_MEDIA_BYTES = 2_500_000

async function fetchMedia(message: WAMessage, socket: WASocket, dispatcher: unknown): Promise<Buffer> {
  const options = { options: { dispatcher } as RequestInit }
  const stream = await downloadMediaMessage(message, 'stream', options, { logger: SILENT, reuploadRequest: socket.updateMediaMessage })
  const parts: Buffer[] = []
  let sizeBytes = 0
  for await (const part of stream) {
    sizeBytes += part.length
    if (sizeBytes > MAX_MEDIA_BYTES) {
      stream.destroy()
      throw new PermanentError(`The file is larger than ${MAX_MEDIA_BYTES} bytes`)
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function text(input: Fields, name: string): string {
  return textOf(input[name] ?? null) ?? ''
}

/** What an answer points at: the message is shown above it, as far as its text is given. */
function quoting(input: Fields, chatId: string) {
  const id = textOf(input['quotedMessageId'] ?? null)
  if (id == null || id === '') return {}
  const key = { remoteJid: chatId, id, fromMe: input['quotedIsFromMe'] === true, ...inGroup(chatId, input) }
  return { quoted: { key, message: { conversation: text(input, 'quotedText') } } }
}

function inGroup(chatId: string, input: Fields): { participant?: string } {
  const participant = textOf(input['participantId'] ?? null)
  return isGroup(chatId) && participant != null && participant !== '' ? { participant } : {}
}

function mediaContent(input: Fields): AnyMessageContent {
  const file = Buffer.from(text(input, 'base64'), 'base64')
  if (file.length === 0) throw new PermanentError('The file is empty, or is not base64')
  const mimetype = text(input, 'mimetype')
  const caption = textOf(input['caption'] ?? null) ?? undefined
  const said = caption === undefined ? {} : { caption }
  switch (text(input, 'kind')) {
    case 'image':
      return { image: file, mimetype, ...said }
    case 'video':
      return { video: file, mimetype, ...said }
    case 'audio':
      return { audio: file, mimetype }
    default:
      return { document: file, mimetype, fileName: textOf(input['fileName'] ?? null) ?? 'arquivo', ...said }
  }
}
