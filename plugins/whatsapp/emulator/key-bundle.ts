import { type BinaryNode, encodeBigEndian } from '@whiskeysockets/baileys'
import type { Device } from './account.ts'
import { stanza } from './stanza.ts'

/** The keys with which a first message to this device is sealed; a one-time key is given out once. */
export function keyBundle(device: Device): BinaryNode[] {
  const oneTime = device.preKeys[0]?.isForAll === true ? device.preKeys[0] : device.preKeys.shift()
  const { signedPreKey } = device
  return [
    stanza('identity', {}, Buffer.from(device.identity)),
    stanza('skey', {}, [
      stanza('id', {}, encodeBigEndian(signedPreKey.id, 3)),
      stanza('value', {}, Buffer.from(signedPreKey.public)),
      stanza('signature', {}, Buffer.from(signedPreKey.signature)),
    ]),
    ...(oneTime === undefined
      ? []
      : [stanza('key', {}, [stanza('id', {}, encodeBigEndian(oneTime.id, 3)), stanza('value', {}, Buffer.from(oneTime.public))])]),
  ]
}
