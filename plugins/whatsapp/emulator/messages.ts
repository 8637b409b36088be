import { type BinaryNode, getBinaryNodeChild, jidEncode } from '@whiskeysockets/baileys'
import { type Account, type Device, lidJid, numberJid } from './account.ts'
import type { Client } from './client.ts'
import { findAccount, type Network, senderOf } from './network.ts'
import { deliver, settle } from './offline.ts'
import { resend } from './phone-acts.ts'
import { bytesOf, childrenOf, deviceOf, SERVER, stanza, userOf } from './stanza.ts'

/** A message that a companion sends: confirmed, then brought to every device it was sealed for. */
export async function onMessage(network: Network, client: Client, node: BinaryNode): Promise<void> {
  const { to = '', id = '' } = node.attrs
  const { failSends, ackDelayMs } = network.levers
  const error = failSends > 0 ? { error: String(failSends) } : {}
  const confirm = () => client.send(stanza('ack', { class: 'message', from: to, id, t: network.now(), ...error }))
  if (ackDelayMs > 0) setTimeout(confirm, ackDelayMs)
  else confirm()
  const { account } = client
  if (account === null || failSends > 0) return
  // A second message under one id is the first one sent again: confirmed, and brought to nobody.
  if (account.seenIds.has(`${to} ${id}`) && node.attrs.type !== 'retry') return
  account.seenIds.add(`${to} ${id}`)
  // Who gets it by number too: a chat may be named by a linked id.
  const details = { to, number: findAccount(network, userOf(to))?.number ?? null }
  network.world.ledger.record({ kind: 'message.sent', key: id, id, account: account.number, requestId: null, details })
  const group = network.groups.get(to)
  if (group === undefined) await bringToDevices(network, client, account, node)
  else await bringToGroup(network, client, account, node, group.members)
}

function partsOf(node: BinaryNode): BinaryNode[] {
  return childrenOf(getBinaryNodeChild(node, 'participants'))
}

async function bringToDevices(network: Network, client: Client, account: Account, node: BinaryNode): Promise<void> {
  const { to = '', id = '', type = 'text' } = node.attrs
  const sender = senderOf(account, client.device?.id ?? 0)
  for (const part of partsOf(node)) {
    const receiver = findAccount(network, userOf(part.attrs.jid))
    const device = receiver?.devices.get(deviceOf(part.attrs.jid))
    const sealed = getBinaryNodeChild(part, 'enc')
    if (receiver === undefined || device === undefined || sealed === undefined) continue
    const isOwn = receiver === account
    if (device.phone !== null) {
      const message = await device.phone.decrypt(sender.lid, sealed)
      const inner = message.deviceSentMessage?.message ?? message
      device.phone.received.push({ id, from: account.number, group: null, isOwn, message: inner })
      const attrs = isOwn ? { from: numberJid(receiver), type: 'sender', recipient: to } : { from: to }
      client.send(stanza('receipt', { ...attrs, id, t: network.now() }))
      continue
    }
    const addresses = { from: sender.lid, sender_pn: sender.number, addressing_mode: 'lid', ...(isOwn ? { recipient: to } : {}) }
    deliver(device, stanza('message', { ...addresses, id, type, t: network.now(), notify: account.name }, [sealed]))
  }
}

async function bringToGroup(
  network: Network,
  client: Client,
  account: Account,
  node: BinaryNode,
  members: readonly string[],
): Promise<void> {
  const { to = '', id = '', type = 'text' } = node.attrs
  const sender = senderOf(account, client.device?.id ?? 0)
  const groupSealed = getBinaryNodeChild(node, 'enc')
  if (groupSealed === undefined) return
  const keys = new Map(partsOf(node).map((part) => [part.attrs.jid, getBinaryNodeChild(part, 'enc')]))
  for (const member of members.flatMap((number) => findAccount(network, number) ?? [])) {
    for (const device of member.devices.values()) {
      if (device === client.device) continue
      const key = keys.get(deviceJid(member, device, 'lid')) ?? keys.get(deviceJid(member, device, SERVER))
      if (device.phone !== null) {
        await readGroupMessage(device, { group: to, author: sender.lid, key, sealed: groupSealed, id, from: account.number })
        if (member !== account) client.send(stanza('receipt', { from: to, participant: lidJid(member), id, t: network.now() }))
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

interface GroupArrival {
  group: string
  author: string
  /** Holds the sender's group key, for a device that has not got it. */
  key: BinaryNode | undefined
  sealed: BinaryNode
  id: string
  from: string
}

async function readGroupMessage({ phone }: Device, { group, author, key, sealed, id, from }: GroupArrival): Promise<void> {
  if (phone === null) return
  if (key !== undefined) {
    const { senderKeyDistributionMessage } = await phone.decrypt(author, key)
    if (senderKeyDistributionMessage != null)
      await phone.repository.processSenderKeyDistributionMessage({ authorJid: author, item: senderKeyDistributionMessage })
  }
  phone.received.push({ id, from, group, isOwn: false, message: await phone.decryptGroup(group, author, bytesOf(sealed)) })
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
  for (const { client: other } of sender.devices.values())
    other?.send(stanza('receipt', { from: lidJid(account), id, t: network.now(), ...shown }, node.content))
}

/** The client takes note of a message without reading it. */
export function onAck(client: Client, node: BinaryNode): void {
  if (node.attrs.class === 'message' && client.device !== null && node.attrs.error !== undefined) settle(client.device, node.attrs.id ?? '')
}
