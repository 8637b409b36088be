import type { World } from '@tomada/sdk/emulator'
import { type BinaryNode, jidEncode } from '@whiskeysockets/baileys'
import { type Account, lidJid, numberJid, openAccount } from './account.ts'
import type { Client } from './client.ts'
import { type Certificate, makeCertificate } from './noise.ts'
import { nowSeconds, SERVER } from './stanza.ts'

export interface Group {
  id: string
  subject: string
  /** Numbers; the first one owns it. */
  members: string[]
  createdAt: string
}

/** Ways the fake misbehaves until told otherwise. */
export interface Levers {
  /** Refuses every message sent with this error: 463 is the reach-out lock. 0: none. */
  failSends: number
  /** Waits before it confirms a message, in milliseconds. */
  ackDelayMs: number
  /** Asks for a passkey after the scan and never pairs. */
  passkeyWall: boolean
}

/** Everything the fake knows, shared by the files that play its parts. */
export interface Network {
  world: World
  certificate: Certificate
  accounts: Map<string, Account>
  groups: Map<string, Group>
  clients: Set<Client>
  /** Companions that show a QR, by what it starts with. */
  pendingRefs: Map<string, Client>
  /** Stored media, encrypted as the sender made it, by its path. */
  media: Map<string, Buffer>
  levers: Levers
  /** Receipts, presence and typing as clients sent them. */
  told: Array<{ from: string; tag: string; attrs: Record<string, string>; children: string[] }>
  /** Queries in a namespace that the fake does not play. */
  unknown: BinaryNode[]
  errors: string[]
  /** Messages of companions that a phone could not read, and asked for again. */
  unreadable: Array<{ id: string; from: string; why: string }>
  /** Numbers under which an account is also found: how Brazil's ninth digit looks from outside. */
  aliases: Map<string, string>
  now(): string
  nowMs(): number
}

export function openNetwork(world: World): Network {
  return {
    world,
    certificate: makeCertificate(),
    accounts: new Map(),
    groups: new Map(),
    clients: new Set(),
    pendingRefs: new Map(),
    media: new Map(),
    levers: { failSends: 0, ackDelayMs: 0, passkeyWall: false },
    told: [],
    unknown: [],
    errors: [],
    unreadable: [],
    aliases: new Map(),
    now: () => nowSeconds(world.clock.now()),
    nowMs: () => world.clock.now(),
  }
}

export async function addPhone(network: Network, number: string, name: string): Promise<Account> {
  const account = await openAccount(number, name)
  network.accounts.set(number, account)
  return account
}

/** By number, by linked id, or by an alias. */
export function findAccount(network: Network, user: string): Account | undefined {
  const named = network.accounts.get(network.aliases.get(user) ?? user)
  return named ?? [...network.accounts.values()].find((account) => account.lid === user)
}

export function requireAccount(network: Network, number: string): Account {
  const account = findAccount(network, number)
  if (account === undefined) throw new Error(`no phone ${number}`)
  return account
}

export function addGroup(network: Network, subject: string, members: readonly string[]): Group {
  const id = `12036304${String(network.groups.size + 1).padStart(10, '0')}@g.us`
  const group = { id, subject, members: [...members], createdAt: network.now() }
  network.groups.set(id, group)
  return group
}

/** Both addresses of a device's messages: the linked id in front, the number beside it. */
export function senderOf(account: Account, deviceId: number): { lid: string; number: string } {
  return { lid: jidEncode(account.lid, 'lid', deviceId === 0 ? undefined : deviceId), number: numberJid(account) }
}

export { lidJid, numberJid, SERVER }
