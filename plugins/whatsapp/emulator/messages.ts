import { type BinaryNode, getBinaryNodeChild, jidEncode } from '@whiskeysockets/baileys'
import { type Account, type Device, lidJid, numberJid, type Phone } from './account.ts'
import type { Client } from './client.ts'
import { findAccount, type Network, senderOf } from './network.ts'
import { deliver, heard, settle, tell } from './offline.ts'
import { resend } from './phone-acts.ts'
import { takeIn } from './phone-inbox.ts'
import { bytesOf, childrenOf, deviceOf, type Message, SERVER, stanza, userOf } from './stanza.ts'

/** A message that a companion sends: confirmed, then brought to every device it was sealed for. */
export async function onMessage(network: Network, client: Client, node: BinaryNode): Promise<void> {
  const { to = '', id = '' } = node.attrs
  const { failSends, ackDelayMs } = network.levers
  const error = failSends > 0 ? { error: String(failSends) } : {}
  const confirm = () => client.send(stanza('ack', { class: 'message', from: to, id, t: network.now(), ...error }))
  if (ackDelayMs > 0) setTimeout(confirm, ackDelayMs)
  else confirm()
  const { account, device: sender } = client
  if (account === null || sender === null || failSends > 0) return
  // Who gets it by number too: a chat may be named by a linked id.
  const number = findAccount(network, userOf(to))?.number ?? null
  // A second message under one id is the first one sent again: confirmed, and brought only to who could not read the first.
  const isRepeated = account.seenIds.has(`${number ?? to} ${id}`)
  account.seenIds.add(`${number ?? to} ${id}`)
  if (!isRepeated)
    network.world.ledger.record({ kind: 'message.sent', key: id, id, account: account.number, requestId: null, details: { to, number } })
  const sent = { sender, account, node, isRepeated }
  const group = network.groups.get(to)
  if (group === undefined) await bringToDevices(network, sent)
  else await bringToGroup(network, sent, group.members)
}

function partsOf(node: BinaryNode): BinaryNode[] {
  return childrenOf(getBinaryNodeChild(node, 'participants'))
}

/** A message on its way: from where, and whether it went this way before. */
interface Sent {
  sender: Device
  account: Account
  node: BinaryNode
  isRepeated: boolean
}

/** A message that was sent before goes to a device that could not read it, and to no other one. */
function isFor(device: Device, { node, isRepeated }: Sent): boolean {
  return !isRepeated || device.wantsAgain.delete(node.attrs.id ?? '')
}

async function bringToDevices(network: Network, sent: Sent): Promise<void> {
  const { account, node } = sent
  const { to = '', id = '', type = 'text' } = node.attrs
  const sender = senderOf(account, sent.sender.id)
  for (const part of partsOf(node)) {
    const receiver = findAccount(network, userOf(part.attrs.jid))
    const device = receiver?.devices.get(deviceOf(part.attrs.jid))
    const sealed = getBinaryNodeChild(part, 'enc')
    if (receiver === undefined || device === undefined || sealed === undefined || !isFor(device, sent)) continue
    const isOwn = receiver === account
    const attrs: Record<string, string> = isOwn ? { from: numberJid(receiver), recipient: to } : { from: to }
    if (device.phone !== null) {
      const open = async (phone: Phone) => {
        const message = await phone.decrypt(sender.lid, sealed)
        return message.deviceSentMessage?.message ?? message
      }
      const answer = { attrs, received: isOwn ? 'sender' : undefined }
      await takeIn(network, sent.sender, device, { id, from: account.number, group: null, isOwn, open, answer })
      continue
    }
    const addresses = { from: sender.lid, sender_pn: sender.number, addressing_mode: 'lid', ...(isOwn ? { recipient: to } : {}) }
    deliver(device, stanza('message', { ...addresses, id, type, t: network.now(), notify: account.name }, [sealed]))
  }
}

async function bringToGroup(network: Network, sent: Sent, members: readonly string[]): Promise<void> {
  const { account, node } = sent
  const { to = '', id = '', type = 'text' } = node.attrs
  const sender = senderOf(account, sent.sender.id)
  const groupSealed = getBinaryNodeChild(node, 'enc')
  if (groupSealed === undefined) return
  const keys = new Map(partsOf(node).map((part) => [part.attrs.jid, getBinaryNodeChild(part, 'enc')]))
  for (const member of members.flatMap((number) => findAccount(network, number) ?? [])) {
    for (const device of member.devices.values()) {
      if (device === sent.sender || !isFor(device, sent)) continue
      const key = keys.get(deviceJid(member, device, 'lid')) ?? keys.get(deviceJid(member, device, SERVER))
      if (device.phone !== null) {
        const open = (phone: Phone) => readGroupMessage(phone, { group: to, author: sender.lid, key, sealed: groupSealed })
        const answer = { attrs: { from: to, participant: lidJid(member) }, received: member === account ? null : undefined }
        await takeIn(network, sent.sender, device, { id, from: account.number, group: to, isOwn: false, open, answer })
        continue
      }
      const addresses = { from: to, participant: sender.lid, participant_pn: sender.number, addressing_mode: 'lid' }
      const sealed = key === undefined ? [groupSealed] : [key, groupSealed]
      deliver(device, stanza('message', { ...addresses, id, type, t: network.now(), notify: account.name }, sealed))
    }
  }
}

function deviceJid(account: Account, { id }: Device, server: 'lid' | 's.whatsapp.net'): string {
  return jidEncode(server === 'lid' ? account.lid : account.number, server, id === 0 ? undefined : id)
}

interface SealedForGroup {
  group: string
  author: string
  /** Holds the sender's group key, for a device that has not got it. */
  key: BinaryNode | undefined
  sealed: BinaryNode
}

async function readGroupMessage(phone: Phone, { group, author, key, sealed }: SealedForGroup): Promise<Message> {
  if (key !== undefined) {
    const { senderKeyDistributionMessage } = await phone.decrypt(author, key)
    if (senderKeyDistributionMessage != null)
      await phone.repository.processSenderKeyDistributionMessage({ authorJid: author, item: senderKeyDistributionMessage })
  }
  return phone.decryptGroup(group, author, bytesOf(sealed))
}

/** Delivered, read, played, or "I could not read this": goes to whoever sent the message. */
export async function onReceipt(network: Network, client: Client, node: BinaryNode): Promise<void> {
  const { id = '', to = '', type } = node.attrs
  client.send(stanza('ack', { class: 'receipt', id, from: to, ...(type === undefined ? {} : { type }) }))
  const { account, device } = client
  if (account === null || device === null) return
  network.told.push({ from: account.number, tag: node.tag, attrs: node.attrs, children: childrenOf(node).map(({ tag }) => tag) })
  settle(device, id)
  const sender = findAccount(network, userOf(node.attrs.participant ?? to))
  if (type === 'retry') return resend(network, account, device, sender, id)
  if (sender === undefined || sender === account) return
  const shown = type === undefined || type === 'inactive' ? {} : { type }
  for (const other of sender.devices.values())
    if (other.phone === null) tell(other, stanza('receipt', { from: lidJid(account), id, t: network.now(), ...shown }, node.content))
}

/** The client takes note of a receipt, or of a message without reading it. */
export function onAck(client: Client, node: BinaryNode): void {
  if (node.attrs.class === 'receipt' && client.device !== null) heard(client.device, node)
  if (node.attrs.class === 'message' && client.device !== null && node.attrs.error !== undefined) settle(client.device, node.attrs.id ?? '')
}
