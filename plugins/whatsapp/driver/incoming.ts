import type { Json } from '@tomada/sdk'
import { getContentType, normalizeMessageContent, proto, toNumber, type WAMessage } from '@whiskeysockets/baileys'
import { type Address, addressOf, isGroup } from './addresses.ts'

/** One message as it is delivered: its topic, a key that no other message of the connection has, and what it says. */
export interface Incoming {
  topic: 'message' | 'ownMessage' | 'reaction' | 'edit' | 'deletion' | 'pollVote'
  key: string
  data: { [name: string]: Json }
}

const { Type } = proto.Message.ProtocolMessage

/** Null for what is none of a person's business: keys, history, settings of the app. */
export function incomingOf(message: WAMessage): Incoming | null {
  const { key } = message
  const content = normalizeMessageContent(message.message ?? undefined)
  const chatJid = key.remoteJid ?? ''
  if (content === undefined || key.id == null || chatJid === 'status@broadcast' || chatJid.endsWith('@newsletter')) return null
  const isFromMe = key.fromMe === true
  const keyed = (kind: string) => [chatJid, isFromMe ? 'me' : 'them', key.id, kind].join('|')
  const around = aroundOf(message)
  const { protocolMessage, reactionMessage, pollUpdateMessage } = content
  if (protocolMessage?.type === Type.MESSAGE_EDIT) {
    const text = textOf(normalizeMessageContent(protocolMessage.editedMessage ?? undefined))
    return { topic: 'edit', key: keyed('edit'), data: { ...around, messageId: protocolMessage.key?.id ?? '', text } }
  }
  if (protocolMessage?.type === Type.REVOKE)
    return { topic: 'deletion', key: keyed('deletion'), data: { ...around, messageId: protocolMessage.key?.id ?? '' } }
  if (protocolMessage != null) return null
  if (reactionMessage != null) {
    const emoji = reactionMessage.text == null || reactionMessage.text === '' ? null : reactionMessage.text
    return { topic: 'reaction', key: keyed('reaction'), data: { ...around, messageId: reactionMessage.key?.id ?? '', emoji } }
  }
  if (pollUpdateMessage != null)
    return { topic: 'pollVote', key: keyed('vote'), data: { ...around, pollMessageId: pollUpdateMessage.pollCreationMessageKey?.id ?? '' } }
  const said = saidBy(content)
  if (said === null) return null
  return { topic: isFromMe ? 'ownMessage' : 'message', key: keyed('message'), data: { id: key.id, ...around, ...said } }
}

/** Who, where and when: the same for everything that arrives. */
function aroundOf({ key, messageTimestamp, pushName }: WAMessage): { [name: string]: Json } {
  const chatJid = key.remoteJid ?? ''
  const group = isGroup(chatJid)
  const chat = group ? { id: chatJid, number: null, phone: null, lid: null } : addressOf(chatJid, key.remoteJidAlt)
  const sender = group ? addressOf(key.participant ?? '', key.participantAlt) : chat
  return {
    chat: { id: chat.id, isGroup: group },
    sender: { ...plain(sender), name: pushName ?? null },
    isFromMe: key.fromMe === true,
    sentAt: new Date(toNumber(messageTimestamp) * 1000).toISOString(),
  }
}

function plain({ id, number, phone, lid }: Address) {
  return { id, number, phone, lid }
}

type Said = { kind: string; text: string | null; quotedMessageId: string | null; media: Json; place: Json; poll: Json }

/** Null when there is nothing a person wrote or sent, as in a message that only brings a group's key. */
function saidBy(content: proto.IMessage): Said | null {
  const type = getContentType(content)
  if (type === undefined || type === 'senderKeyDistributionMessage' || type === 'messageContextInfo') return null
  const quotedMessageId = contextOf(content)?.stanzaId ?? null
  const said = { text: textOf(content), quotedMessageId, media: mediaOf(content), place: placeOf(content), poll: pollOf(content) }
  return { kind: KINDS[type] ?? 'other', ...said }
}

/** Kind and words of any message, for a list of them; null where it has none. */
export function gistOf(content: proto.IMessage | undefined): { kind: string | null; text: string | null } {
  const type = content === undefined ? undefined : getContentType(content)
  if (content === undefined || type === undefined) return { kind: null, text: null }
  if (content.reactionMessage != null) return { kind: 'reaction', text: content.reactionMessage.text ?? null }
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
  return { kind: KINDS[type] ?? 'other', text: poll?.name ?? textOf(content) }
}

const KINDS: Readonly<Record<string, string>> = {
  conversation: 'text',
  extendedTextMessage: 'text',
  imageMessage: 'image',
  videoMessage: 'video',
  ptvMessage: 'video',
  audioMessage: 'audio',
  documentMessage: 'document',
  stickerMessage: 'sticker',
  locationMessage: 'location',
  liveLocationMessage: 'location',
  contactMessage: 'contact',
  contactsArrayMessage: 'contact',
  pollCreationMessage: 'poll',
  pollCreationMessageV2: 'poll',
  pollCreationMessageV3: 'poll',
  buttonsResponseMessage: 'text',
  listResponseMessage: 'text',
  templateButtonReplyMessage: 'text',
}

/** What can be read of it: a text, a caption, the label of a pressed button. */
function textOf(content: proto.IMessage | undefined): string | null {
  if (content === undefined) return null
  return (
    content.conversation ??
    content.extendedTextMessage?.text ??
    content.imageMessage?.caption ??
    content.videoMessage?.caption ??
    content.documentMessage?.caption ??
    content.buttonsResponseMessage?.selectedDisplayText ??
    content.listResponseMessage?.title ??
    content.templateButtonReplyMessage?.selectedDisplayText ??
    content.contactMessage?.displayName ??
    null
  )
}

function contextOf(content: proto.IMessage): proto.IContextInfo | null | undefined {
  return (
    content.extendedTextMessage?.contextInfo ??
    content.imageMessage?.contextInfo ??
    content.videoMessage?.contextInfo ??
    content.audioMessage?.contextInfo ??
    content.documentMessage?.contextInfo
  )
}

/** `reference` is what `download-media` takes: where the file is and the key that opens it. */
function mediaOf(content: proto.IMessage): Json {
  const { imageMessage, videoMessage, audioMessage, documentMessage, stickerMessage } = content
  const file = imageMessage ?? videoMessage ?? audioMessage ?? documentMessage ?? stickerMessage
  if (file == null) return null
  const only = proto.Message.fromObject({ imageMessage, videoMessage, audioMessage, documentMessage, stickerMessage })
  return {
    mimetype: file.mimetype ?? 'application/octet-stream',
    fileName: documentMessage?.fileName ?? null,
    sizeBytes: file.fileLength == null ? null : toNumber(file.fileLength),
    reference: Buffer.from(proto.Message.encode(only).finish()).toString('base64url'),
  }
}

function placeOf({ locationMessage, liveLocationMessage }: proto.IMessage): Json {
  const place = locationMessage ?? liveLocationMessage
  if (place == null) return null
  return { latitude: place.degreesLatitude ?? 0, longitude: place.degreesLongitude ?? 0, name: locationMessage?.name ?? null }
}

function pollOf(content: proto.IMessage): Json {
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
  return poll == null ? null : { question: poll.name ?? '', options: (poll.options ?? []).map(({ optionName }) => optionName ?? '') }
}
