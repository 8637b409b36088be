import type { BinaryNode, proto } from '@whiskeysockets/baileys'
import { jidEncode } from '@whiskeysockets/baileys'
import type { WebSocket } from 'ws'
import { attachClient, type Client } from './client.ts'
import { onAck, onMessage, onReceipt } from './messages.ts'
import type { Network } from './network.ts'
import { noiseKeys, offerRefs } from './pairing.ts'
import { onQuery } from './queries.ts'
import { childrenOf, stanza } from './stanza.ts'

/** Takes a new socket of a companion device. */
export function acceptClient(network: Network, socket: WebSocket): void {
  const client = attachClient(socket, network.certificate, {
    login: (one, payload, noiseKey) => onLogin(network, one, payload, noiseKey),
    stanza: (one, node) => onStanza(network, one, node),
    closed(one) {
      network.clients.delete(one)
      for (const [ref, waiting] of network.pendingRefs) if (waiting === one) network.pendingRefs.delete(ref)
      if (one.device?.client === one) one.device.client = null
    },
    failed(error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      network.errors.push(text)
      network.world.log(text)
    },
  })
  network.clients.add(client)
}

function onLogin(network: Network, client: Client, payload: proto.ClientPayload, noiseKey: Buffer): void {
  noiseKeys.set(client, Buffer.from(noiseKey))
  if (payload.devicePairingData != null) {
    client.pairing = payload.devicePairingData
    offerRefs(network, client)
    return
  }
  const account = network.accounts.get(String(payload.username))
  const device = account?.devices.get(payload.device ?? 0)
  if (account === undefined || device?.noiseKey?.equals(noiseKey) !== true) {
    client.send(stanza('failure', { reason: '401', location: 'fake' }))
    client.close()
    return
  }
  if (device.client !== null) {
    network.world.ledger.record({
      kind: 'device.replaced',
      key: null,
      id: String(device.id),
      account: account.number,
      requestId: null,
      details: {},
    })
    device.client.send(stanza('stream:error', {}, [stanza('conflict', { type: 'replaced' })]))
    device.client.close()
  }
  client.account = account
  client.device = device
  device.client = client
  network.world.ledger.record({
    kind: 'device.login',
    key: null,
    id: String(device.id),
    account: account.number,
    requestId: null,
    details: {},
  })
  const lid = jidEncode(account.lid, 'lid', device.id)
  const attrs = { t: network.now(), props: '27', companion_enc_static: '', lid, abprops: '0', creation: network.now(), location: 'fake' }
  client.send(stanza('success', attrs))
}

async function onStanza(network: Network, client: Client, node: BinaryNode): Promise<void> {
  switch (node.tag) {
    case 'iq':
      return onQuery(network, client, node)
    case 'message':
      return onMessage(network, client, node)
    case 'receipt':
      return onReceipt(network, client, node)
    case 'ack':
      return onAck(client, node)
    case 'presence':
    case 'chatstate': {
      const { tag, attrs } = node
      network.told.push({ from: client.account?.number ?? '', tag, attrs, children: childrenOf(node).map((child) => child.tag) })
    }
  }
}
