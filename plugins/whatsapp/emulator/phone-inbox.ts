import { type BinaryNode, encodeBigEndian } from '@whiskeysockets/baileys'
import type { Device, Phone } from './account.ts'
import { keyBundle } from './key-bundle.ts'
import type { Network } from './network.ts'
import { tell } from './offline.ts'
import { type Message, stanza } from './stanza.ts'

/** A phone gives up on a message that it still cannot read after so many tries. */
const MOST_TRIES = 5

/** A sealed message as it comes to a phone. */
export interface Arrival {
  id: string
  /** Number of the account that sent it. */
  from: string
  group: string | null
  isOwn: boolean
  /** Rejects when the phone has not got the keys. */
  open(phone: Phone): Promise<Message>
  /** How the phone's answer is addressed; `received` is the type of the one that says it has the message, null for no such answer. */
  answer: { attrs: Record<string, string>; received: string | undefined | null }
}

/** Shows the message once and says so; a phone that cannot read it asks its sender for it again, as real ones do. */
export async function takeIn(network: Network, sender: Device, device: Device, arrival: Arrival): Promise<void> {
  const { phone } = device
  if (phone === null) return
  if (phone.waiting !== null) {
    phone.waiting.push(() => takeIn(network, sender, device, arrival))
    return
  }
  const { id, from, group, isOwn } = arrival
  let message: Message
  try {
    message = await arrival.open(phone)
  } catch (error) {
    network.unreadable.push({ id, from, why: error instanceof Error ? error.message : String(error) })
    askAgain(network, sender, { device, phone, arrival })
    return
  }
  phone.tries.delete(id)
  if (!phone.received.some((known) => known.id === id && known.from === from)) phone.received.push({ id, from, group, isOwn, message })
  const { attrs, received } = arrival.answer
  if (received !== null) tell(sender, stanza('receipt', { ...attrs, type: received, id, t: network.now() }))
}

interface Unread {
  device: Device
  phone: Phone
  arrival: Arrival
}

/** From the second time on it sends keys along with which the message can be sealed. */
function askAgain(network: Network, sender: Device, { device, phone, arrival: { id, answer } }: Unread): void {
  const count = (phone.tries.get(id) ?? 0) + 1
  phone.tries.set(id, count)
  if (count > MOST_TRIES) return
  device.wantsAgain.add(id)
  const content: BinaryNode[] = [
    stanza('retry', { v: '1', count: String(count), id, t: network.now() }),
    stanza('registration', {}, encodeBigEndian(device.registrationId)),
    ...(count === 1 ? [] : [stanza('keys', {}, [stanza('type', {}, Buffer.from([5])), ...keyBundle(device)])]),
  ]
  tell(sender, stanza('receipt', { ...answer.attrs, type: 'retry', id, t: network.now() }, content))
}

export function switchOff(phone: Phone): void {
  phone.waiting ??= []
}

/** It gets what came in the meantime. */
export async function switchOn(phone: Phone): Promise<void> {
  const waiting = phone.waiting ?? []
  phone.waiting = null
  for (const arrive of waiting) await arrive()
}
