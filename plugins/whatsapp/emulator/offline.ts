import { deflateSync } from 'node:zlib'
import { type BinaryNode, generateMessageIDV2, proto } from '@whiskeysockets/baileys'
import type { Account, Device } from './account.ts'
import type { Client } from './client.ts'
import { type Network, numberJid } from './network.ts'
import { SERVER, stanza } from './stanza.ts'

/** Sends a message to a device, and keeps it until the device says that it has it. */
export function deliver(device: Device, message: BinaryNode): void {
  const id = message.attrs.id ?? ''
  device.unread.set(id, { message, wasSent: device.client !== null })
  device.client?.send(message)
}

/** Sends a receipt to a device, and keeps it until the device says that it heard it. */
export function tell(device: Device, receipt: BinaryNode): void {
  const { id, from, participant, type } = receipt.attrs
  device.untold.set(receiptKey(id, from, participant, type), receipt)
  device.client?.send(receipt)
}

/** The device has heard it. */
export function heard(device: Device, { attrs: { id, to, participant, type } }: BinaryNode): void {
  device.untold.delete(receiptKey(id, to, participant, type))
}

function receiptKey(...parts: Array<string | undefined>): string {
  return parts.map((part) => part ?? '').join(' ')
}

/** The device has it, or says that it could not read it: it does not get these bytes again. */
export function settle(device: Device, id: string): void {
  device.unread.delete(id)
}

/** The device is ready: it gets every message it has not receipted and every receipt it has not heard, marked as old. */
export function openDevice(network: Network, client: Client): void {
  const { device, account } = client
  if (device === null || account === null) return
  const held = [...[...device.unread.values()].map(({ message }) => message), ...device.untold.values()]
  for (const node of held) client.send({ ...node, attrs: { ...node.attrs, offline: '1' } })
  client.send(stanza('ib', { from: SERVER }, [stanza('offline', { count: String(held.length) })]))
  if (!device.isFresh) return
  device.isFresh = false
  sendHistory(network, client, account)
}

/** An empty history, sent by the account to itself: what a freshly paired client waits for. */
function sendHistory(network: Network, client: Client, account: Account): void {
  const history = proto.HistorySync.encode({
    syncType: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
    conversations: [],
    pushnames: [],
  })
  const message = {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
      historySyncNotification: {
        syncType: proto.Message.HistorySyncType.INITIAL_BOOTSTRAP,
        chunkOrder: 1,
        progress: 100,
        initialHistBootstrapInlinePayload: deflateSync(Buffer.from(history.finish())),
      },
    },
  }
  const attrs = { from: numberJid(account), id: generateMessageIDV2(), type: 'protocol', category: 'peer', t: network.now() }
  client.send(stanza('message', attrs, [stanza('plaintext', {}, proto.Message.encode(message).finish())]))
}
