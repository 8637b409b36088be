import { randomBytes } from 'node:crypto'
import { aesEncryptGCM, encodeWAMessage, generateMessageIDV2, generateSignalPubKey, hmacSign, proto, sha256 } from '@whiskeysockets/baileys'
import { type Account, type Device, lidJid, numberJid } from './account.ts'
import { type Group, type Network, requireAccount, senderOf } from './network.ts'
import { deliver, tell } from './offline.ts'
import { type Message, stanza } from './stanza.ts'

/** What people do on their phones. */

export interface PhoneMessage {
  from: string
  /** A number; not used when `group` says where it goes. */
  to: string
  message: Message
  /** Addressed by number with the linked id beside it, as chats from before linked ids are. */
  byNumber?: boolean
  /** Without the number beside the linked id, as people who hide it appear. */
  hidesNumber?: boolean
  /** Sent again under the id it had. */
  id?: string
}

/** Sends to every linked device of the receiver, sealed for each. Answers the message's id. */
export async function phoneSends(network: Network, sent: PhoneMessage): Promise<string> {
  const account = requireAccount(network, sent.from)
  const receiver = requireAccount(network, sent.to)
  const id = sent.id ?? generateMessageIDV2(numberJid(account))
  account.phone.sent.set(id, sent.message)
  const { lid, number } = senderOf(account, 0)
  const byLid = { from: lid, addressing_mode: 'lid', ...(sent.hidesNumber === true ? {} : { sender_pn: number }) }
  const addresses = sent.byNumber === true ? { from: number, sender_lid: lid } : byLid
  for (const device of companionsOf(receiver)) {
    const sealed = await sealFor(account, receiver, device, sent.message)
    deliver(device, stanza('message', { ...addresses, id, type: 'text', t: network.now(), notify: account.name }, [sealed]))
  }
  return id
}

/** Writes into a group: its key travels sealed for each device, the message once. */
export async function phoneSendsToGroup(network: Network, from: string, group: Group, message: Message): Promise<string> {
  const account = requireAccount(network, from)
  const id = generateMessageIDV2(numberJid(account))
  const { lid, number } = senderOf(account, 0)
  const { ciphertext, senderKeyDistributionMessage } = await account.phone.repository.encryptGroupMessage({
    group: group.id,
    meId: lid,
    data: encodeWAMessage(message),
  })
  const key = { senderKeyDistributionMessage: { groupId: group.id, axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage } }
  const addresses = { from: group.id, participant: lid, participant_pn: number, addressing_mode: 'lid' }
  for (const member of group.members) {
    const receiver = requireAccount(network, member)
    for (const device of companionsOf(receiver)) {
      const sealed = [await sealFor(account, receiver, device, key), stanza('enc', { v: '2', type: 'skmsg' }, ciphertext)]
      deliver(device, stanza('message', { ...addresses, id, type: 'text', t: network.now(), notify: account.name }, sealed))
    }
  }
  return id
}

/** A device could not read it: it is sealed anew, from keys the server holds, under its old id. */
export async function resend(network: Network, receiver: Account, device: Device, sender: Account | undefined, id: string): Promise<void> {
  const message = sender?.phone.sent.get(id)
  if (sender === undefined || message === undefined) return
  await startSession(sender, receiver, device)
  const { lid, number } = senderOf(sender, 0)
  const sealed = await sealFor(sender, receiver, device, message)
  const attrs = { from: lid, sender_pn: number, addressing_mode: 'lid', id, type: 'text', t: network.now(), notify: sender.name }
  deliver(device, stanza('message', attrs, [sealed]))
}

function companionsOf(account: Account): Device[] {
  return [...account.devices.values()].filter(({ phone }) => phone === null)
}

async function sealFor(sender: Account, receiver: Account, device: Device, message: Message) {
  const { lid } = senderOf(receiver, device.id)
  if (!(await sender.phone.repository.validateSession(lid)).exists) await startSession(sender, receiver, device)
  const { type, ciphertext } = await sender.phone.repository.encryptMessage({ jid: lid, data: encodeWAMessage(message) })
  return stanza('enc', { v: '2', type }, ciphertext)
}

async function startSession(sender: Account, receiver: Account, device: Device): Promise<void> {
  const { signedPreKey } = device
  const oneTime = device.preKeys.shift()
  await sender.phone.repository.injectE2ESession({
    jid: senderOf(receiver, device.id).lid,
    session: {
      registrationId: device.registrationId,
      identityKey: generateSignalPubKey(Buffer.from(device.identity)),
      signedPreKey: {
        keyId: signedPreKey.id,
        publicKey: generateSignalPubKey(Buffer.from(signedPreKey.public)),
        signature: Buffer.from(signedPreKey.signature),
      },
      ...(oneTime === undefined ? {} : { preKey: { keyId: oneTime.id, publicKey: generateSignalPubKey(Buffer.from(oneTime.public)) } }),
    },
  })
}

/** Votes in a poll that the receiver sent. `secret`: of the poll's message. */
export function phoneVotes(
  network: Network,
  { from, to, pollId, secret, options }: { from: string; to: string; pollId: string; secret: Uint8Array; options: readonly string[] },
): Promise<string> {
  const voter = lidJid(requireAccount(network, from))
  const creator = requireAccount(network, to)
  const info = Buffer.concat([Buffer.from(`${pollId}${lidJid(creator)}${voter}Poll Vote`), Buffer.from([1])])
  const key = hmacSign(info, hmacSign(Buffer.from(secret), Buffer.alloc(32)))
  const encIv = randomBytes(12)
  const selectedOptions = options.map((option) => sha256(Buffer.from(option)))
  const plain = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish()
  const encPayload = aesEncryptGCM(plain, key, encIv, Buffer.from(`${pollId}\0${voter}`))
  const pollCreationMessageKey = { remoteJid: numberJid(creator), fromMe: false, id: pollId }
  const pollUpdateMessage = { pollCreationMessageKey, vote: { encPayload, encIv }, senderTimestampMs: network.nowMs() }
  return phoneSends(network, { from, to, message: { pollUpdateMessage } })
}

export function phoneReceipt(network: Network, from: string, to: string, ids: readonly string[], type?: 'read' | 'played'): void {
  const account = requireAccount(network, from)
  const [id = '', ...more] = ids
  const list =
    more.length === 0
      ? undefined
      : [
          stanza(
            'list',
            {},
            more.map((each) => stanza('item', { id: each })),
          ),
        ]
  const attrs = { from: lidJid(account), id, t: network.now(), ...(type === undefined ? {} : { type }) }
  for (const device of companionsOf(requireAccount(network, to))) tell(device, stanza('receipt', attrs, list))
}

/** Ends the sockets of an account with a stream error. */
export function kick(network: Network, number: string, code: number): void {
  for (const { client } of requireAccount(network, number).devices.values()) {
    client?.send(stanza('stream:error', { code: String(code) }))
    client?.close()
  }
}

/** Drops the connection as a network does: no word. */
export function hangUpOn(network: Network, number: string): void {
  for (const { client } of requireAccount(network, number).devices.values()) client?.close()
}

/** The sockets of an account stay open, and nothing comes through them any more. */
export function goDeafTo(network: Network, number: string): void {
  for (const { client } of requireAccount(network, number).devices.values()) client?.goDeaf()
}

/** The owner removes all linked devices on the phone. */
export function unlink(network: Network, number: string): void {
  const account = requireAccount(network, number)
  for (const device of companionsOf(account)) {
    device.client?.send(stanza('stream:error', { code: '401' }, [stanza('conflict', { type: 'device_removed' })]))
    device.client?.close()
    account.devices.delete(device.id)
  }
}
