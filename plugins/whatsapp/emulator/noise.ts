import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  type KeyPair,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
} from '@whiskeysockets/baileys'

/** What the server presents: its static key, and a certificate chain of the shape that the client reads. */
export interface Certificate {
  leaf: KeyPair
  chain: Uint8Array
}

/**
 * Root, intermediate and leaf made on the spot. The client of this release computes the signatures' checks and ignores the result, so no
 * key of it has to be replaced.
 */
export function makeCertificate(): Certificate {
  const root = Curve.generateKeyPair()
  const intermediate = Curve.generateKeyPair()
  const leaf = Curve.generateKeyPair()
  const chain = proto.CertChain.encode({
    intermediate: signed(1, 0, intermediate.public, root.private),
    leaf: signed(2, 1, leaf.public, intermediate.private),
  }).finish()
  return { leaf, chain }
}

function signed(serial: number, issuerSerial: number, key: Uint8Array, signer: Uint8Array) {
  const details = proto.CertChain.NoiseCertificate.Details.encode({
    serial,
    issuerSerial,
    key,
    notBefore: 0,
    notAfter: 4_102_444_800,
  }).finish()
  return { details, signature: Curve.sign(signer, details) }
}

const LENGTH_BYTES = 3
const EDGE_ROUTING = Buffer.from('ED')
/** "ED", two bytes, and the length of what follows. */
const EDGE_ROUTING_HEAD = 7

/** `<length: 3 bytes, big-endian><payload>` */
export function frameOf(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(LENGTH_BYTES)
  head.writeUIntBE(payload.length, 0, LENGTH_BYTES)
  return Buffer.concat([head, payload])
}

/** Cuts a stream of bytes into frames; the intro in front of the first one is taken off. */
export class FrameReader {
  #bytes = Buffer.alloc(0)
  #hasIntro = false

  push(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    if (this.#hasIntro) return
    if (this.#bytes.subarray(0, 2).equals(EDGE_ROUTING))
      this.#bytes = this.#bytes.subarray(EDGE_ROUTING_HEAD + this.#bytes.readUIntBE(4, LENGTH_BYTES))
    if (!this.#bytes.subarray(0, NOISE_WA_HEADER.length).equals(NOISE_WA_HEADER)) throw new Error('this is no WhatsApp client')
    this.#bytes = this.#bytes.subarray(NOISE_WA_HEADER.length)
    this.#hasIntro = true
  }

  next(): Buffer | null {
    if (this.#bytes.length < LENGTH_BYTES) return null
    const length = this.#bytes.readUIntBE(0, LENGTH_BYTES)
    if (this.#bytes.length < LENGTH_BYTES + length) return null
    const frame = this.#bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)
    this.#bytes = this.#bytes.subarray(LENGTH_BYTES + length)
    return frame
  }
}

interface Transport {
  receive: Buffer
  send: Buffer
  received: number
  sent: number
}

/** The server's half of Noise_XX_25519_AESGCM_SHA256, and the transport after it. */
export class NoiseResponder {
  #certificate: Certificate
  #ephemeral = Curve.generateKeyPair()
  #hash: Buffer
  #salt: Buffer
  #key: Buffer
  #count = 0
  #transport: Transport = { receive: Buffer.alloc(0), send: Buffer.alloc(0), received: 0, sent: 0 }
  /** The client's static key: what a paired device is known by. */
  clientStatic: Buffer = Buffer.alloc(0)

  constructor(certificate: Certificate) {
    this.#certificate = certificate
    const mode = Buffer.from(NOISE_MODE)
    this.#hash = mode.length === 32 ? mode : sha256(mode)
    this.#salt = this.#hash
    this.#key = this.#hash
  }

  /** Answers the client's hello. */
  hello(clientEphemeral: Uint8Array): Uint8Array {
    this.#mixHash(NOISE_WA_HEADER)
    this.#mixHash(clientEphemeral)
    this.#mixHash(this.#ephemeral.public)
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, clientEphemeral))
    const sealedStatic = this.#encrypt(this.#certificate.leaf.public)
    this.#mixKey(Curve.sharedKey(this.#certificate.leaf.private, clientEphemeral))
    const payload = this.#encrypt(this.#certificate.chain)
    return proto.HandshakeMessage.encode({ serverHello: { ephemeral: this.#ephemeral.public, static: sealedStatic, payload } }).finish()
  }

  /** Reads the client's last handshake message; from then on every frame is sealed. */
  finish(sealedStatic: Uint8Array, payload: Uint8Array): proto.ClientPayload {
    this.clientStatic = this.#decrypt(sealedStatic)
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, this.clientStatic))
    const client = proto.ClientPayload.decode(this.#decrypt(payload))
    const [receive, send] = this.#derive(Buffer.alloc(0))
    this.#transport = { receive, send, received: 0, sent: 0 }
    return client
  }

  seal(plain: Uint8Array): Buffer {
    return aesEncryptGCM(plain, this.#transport.send, nonceOf(this.#transport.sent++), Buffer.alloc(0))
  }

  open(sealed: Uint8Array): Buffer {
    return aesDecryptGCM(sealed, this.#transport.receive, nonceOf(this.#transport.received++), Buffer.alloc(0))
  }

  #mixHash(bytes: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, bytes]))
  }

  #derive(bytes: Uint8Array): [Buffer, Buffer] {
    const keys = Buffer.from(hkdf(Buffer.from(bytes), 64, { salt: this.#salt, info: '' }))
    return [keys.subarray(0, 32), keys.subarray(32)]
  }

  #mixKey(bytes: Uint8Array): void {
    const [salt, key] = this.#derive(bytes)
    this.#salt = salt
    this.#key = key
    this.#count = 0
  }

  #encrypt(plain: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plain, this.#key, nonceOf(this.#count++), this.#hash)
    this.#mixHash(sealed)
    return sealed
  }

  #decrypt(sealed: Uint8Array): Buffer {
    const plain = aesDecryptGCM(sealed, this.#key, nonceOf(this.#count++), this.#hash)
    this.#mixHash(sealed)
    return plain
  }
}

function nonceOf(count: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(count, 8)
  return nonce
}
