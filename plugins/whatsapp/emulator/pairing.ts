import { randomBytes } from 'node:crypto'
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  hkdf,
  hmacSign,
  jidEncode,
  proto,
  WA_ADV_ACCOUNT_SIG_PREFIX,
} from '@whiskeysockets/baileys'
import type { Client } from './client.ts'
import { type Network, requireAccount } from './network.ts'
import { bytesOf, SERVER, stanza, userOf } from './stanza.ts'

const REFS = 6
const QR_ADDRESS = /^https:\/\/wa\.me\/settings\/linked_devices#/

/** A new device: it is given the refs that its QR images are made of, one after the other. */
export function offerRefs(network: Network, client: Client): void {
  const refs = Array.from({ length: REFS }, () => `2@${randomBytes(16).toString('base64')}`)
  for (const ref of refs) network.pendingRefs.set(ref, client)
  const offered = refs.map((ref) => stanza('ref', {}, Buffer.from(ref)))
  client.send(stanza('iq', { from: SERVER, type: 'set', id: client.nextId(), xmlns: 'md' }, [stanza('pair-device', {}, offered)]))
}

/** What the phone does when its owner points it at the QR. */
export function scanQr(network: Network, qr: string, number: string): void {
  const [ref = '', , identity = '', secret = ''] = qr.replace(QR_ADDRESS, '').split(',')
  const client = network.pendingRefs.get(ref)
  if (client === undefined) throw new Error('this QR is not known, or it has expired')
  if (!network.levers.passkeyWall) {
    pair(network, client, number, Buffer.from(identity, 'base64'), Buffer.from(secret, 'base64'))
    return
  }
  const attrs = { from: SERVER, id: client.nextId(), type: 'passkey_prologue_request', t: network.now() }
  client.send(stanza('notification', attrs, [stanza('passkey_prologue_request')]))
}

function pair(network: Network, client: Client, number: string, identity: Buffer, secret: Buffer): void {
  const account = requireAccount(network, number)
  const { pairing } = client
  if (pairing === null) throw new Error('this companion is not being paired')
  const id = account.nextDevice++
  const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: Number(network.now()), keyIndex: id }).finish()
  const accountSignature = Curve.sign(account.identity.private, Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, identity]))
  const signed = proto.ADVSignedDeviceIdentity.encode({ details, accountSignatureKey: account.identity.public, accountSignature }).finish()
  const wrapped = proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac: hmacSign(signed, secret) }).finish()
  account.devices.set(id, {
    id,
    noiseKey: noiseKeys.get(client) ?? null,
    identity,
    registrationId: Buffer.from(pairing.eRegid ?? []).readUInt32BE(0),
    signedPreKey: {
      id: Buffer.from(pairing.eSkeyId ?? []).readUIntBE(0, 3),
      public: pairing.eSkeyVal ?? new Uint8Array(),
      signature: pairing.eSkeySig ?? new Uint8Array(),
    },
    preKeys: [],
    client: null,
    phone: null,
    isFresh: true,
    unread: new Map(),
    untold: new Map(),
    wantsAgain: new Set(),
  })
  const success = stanza('pair-success', {}, [
    stanza('device-identity', {}, wrapped),
    stanza('platform', { name: 'android' }),
    stanza('device', { jid: jidEncode(account.number, SERVER, id), lid: jidEncode(account.lid, 'lid', id) }),
  ])
  client.awaitsSignature = true
  client.send(stanza('iq', { from: SERVER, type: 'set', id: client.nextId(), xmlns: 'md', t: network.now() }, [success]))
}

/** The key that each pairing client shook hands with: what its device will be known by. */
export const noiseKeys = new WeakMap<Client, Buffer>()

/** What the phone does when its owner types the code that the companion shows. A wrong one only shows later, as on a phone. */
export async function enterPairingCode(network: Network, number: string, code: string): Promise<void> {
  const client = [...network.clients].find(({ linkCode }) => linkCode?.number === number)
  const link = client?.linkCode
  if (client === undefined || link === null || link === undefined) throw new Error(`no companion waits to be linked to ${number}`)
  const companionKey = await derivePairingCodeKey(code, link.wrapped.subarray(0, 32))
  const companion = aesDecryptCTR(link.wrapped.subarray(48), companionKey, link.wrapped.subarray(32, 48))
  const ephemeral = Curve.generateKeyPair()
  const salt = randomBytes(32)
  const iv = randomBytes(16)
  const sealed = aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(code, salt), iv)
  link.shared = Curve.sharedKey(ephemeral.private, companion)
  const hello = stanza('link_code_companion_reg', { stage: 'primary_hello' }, [
    stanza('link_code_pairing_wrapped_primary_ephemeral_pub', {}, Buffer.concat([salt, iv, sealed])),
    stanza('primary_identity_pub', {}, requireAccount(network, number).identity.public),
    stanza('link_code_pairing_ref', {}, link.ref),
  ])
  client.send(stanza('notification', { from: SERVER, type: 'link_code_companion_reg', id: client.nextId(), t: network.now() }, [hello]))
}

/** The two messages of a companion that links by code. */
export function onLinkCode(network: Network, client: Client, query: BinaryNode, child: BinaryNode): void {
  const answer = (content?: BinaryNode[]) => client.send(stanza('iq', { from: SERVER, type: 'result', id: query.attrs.id ?? '' }, content))
  if (child.attrs.stage === 'companion_hello') {
    const ref = randomBytes(8)
    const wrapped = bytesOf(child, 'link_code_pairing_wrapped_companion_ephemeral_pub')
    client.linkCode = { number: userOf(child.attrs.jid), wrapped, ref, shared: null }
    answer([stanza('link_code_companion_reg', {}, [stanza('link_code_pairing_ref', {}, ref)])])
    return
  }
  const { linkCode } = client
  if (linkCode === null || linkCode.shared === null) throw new Error('nobody typed a code yet')
  const account = requireAccount(network, linkCode.number)
  const bundle = bytesOf(child, 'link_code_pairing_wrapped_key_bundle')
  const identity = bytesOf(child, 'companion_identity_public')
  const key = hkdf(Buffer.from(linkCode.shared), 32, { salt: bundle.subarray(0, 32), info: 'link_code_pairing_key_bundle_encryption_key' })
  // A wrong code ends here: the bundle does not open.
  const plain = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), Buffer.alloc(0))
  const shared = Buffer.concat([linkCode.shared, Curve.sharedKey(account.identity.private, identity), plain.subarray(64)])
  answer()
  pair(network, client, account.number, identity, Buffer.from(hkdf(shared, 32, { info: 'adv_secret' })))
}
