import { type BinaryNode, decodeBinaryNode, encodeBinaryNode, proto } from '@whiskeysockets/baileys'
import type { WebSocket } from 'ws'
import type { Account, Device } from './account.ts'
import { type Certificate, FrameReader, frameOf, NoiseResponder } from './noise.ts'

/** A companion that waits to be linked by code: what its first message said. */
export interface LinkCode {
  number: string
  wrapped: Buffer
  ref: Buffer
  shared: Uint8Array | null
}

/** One connected companion device, from the handshake to the end of its socket. */
export interface Client {
  account: Account | null
  device: Device | null
  /** Set while the device is being paired. */
  pairing: proto.ClientPayload.IDevicePairingRegistrationData | null
  awaitsSignature: boolean
  linkCode: LinkCode | null
  nextId(): string
  send(node: BinaryNode): void
  close(): void
  /** From now on it takes bytes and answers nothing, not even a farewell. */
  goDeaf(): void
}

export interface ClientEvents {
  login(client: Client, payload: proto.ClientPayload, noiseKey: Buffer): void
  stanza(client: Client, node: BinaryNode): Promise<void>
  closed(client: Client): void
  failed(error: unknown): void
}

/** Speaks the transport with one socket: handshake, then one sealed stanza per frame, handled one after the other. */
export function attachClient(socket: WebSocket, certificate: Certificate, events: ClientEvents): Client {
  const noise = new NoiseResponder(certificate)
  const frames = new FrameReader()
  let stage: 'hello' | 'finish' | 'open' = 'hello'
  let tail: Promise<void> = Promise.resolve()
  let ids = 0
  let isDeaf = false
  const client: Client = {
    account: null,
    device: null,
    pairing: null,
    awaitsSignature: false,
    linkCode: null,
    nextId: () => `fake-${++ids}`,
    send(node) {
      if (!isDeaf && socket.readyState === socket.OPEN) socket.send(frameOf(noise.seal(encodeBinaryNode(node))))
    },
    close: () => socket.close(),
    goDeaf() {
      isDeaf = true
      socket.pause()
    },
  }

  async function onFrame(frame: Buffer): Promise<void> {
    if (stage === 'open') return events.stanza(client, await decodeBinaryNode(noise.open(frame)))
    const message = proto.HandshakeMessage.decode(frame)
    if (stage === 'hello') {
      socket.send(frameOf(noise.hello(message.clientHello?.ephemeral ?? new Uint8Array())))
      stage = 'finish'
      return
    }
    const payload = noise.finish(message.clientFinish?.static ?? new Uint8Array(), message.clientFinish?.payload ?? new Uint8Array())
    stage = 'open'
    events.login(client, payload, noise.clientStatic)
  }

  socket.on('close', () => events.closed(client))
  socket.on('error', events.failed)
  socket.on('message', (bytes: Buffer) => {
    tail = tail
      .then(async () => {
        frames.push(bytes)
        for (let frame = frames.next(); frame !== null; frame = frames.next()) await onFrame(frame)
      })
      .catch(events.failed)
  })
  return client
}
