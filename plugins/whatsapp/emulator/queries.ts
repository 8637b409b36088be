import { type BinaryNode, encodeBigEndian, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys'
import type { Account } from './account.ts'
import type { Client } from './client.ts'
import { keyBundle } from './key-bundle.ts'
import { addGroup, findAccount, type Group, lidJid, type Network, numberJid } from './network.ts'
import { openDevice } from './offline.ts'
import { onLinkCode } from './pairing.ts'
import { bytesOf, childrenOf, deviceOf, SERVER, stanza, userOf } from './stanza.ts'

export const MEDIA_HOST = 'mmg.whatsapp.net'

/** Namespaces in which an empty answer is enough for the client. */
const EMPTY_IS_ENOUGH = new Set([
  'w:p',
  'w',
  'blocklist',
  'privacy',
  'abt',
  'passive',
  'w:stats',
  'urn:xmpp:whatsapp:dirty',
  'w:mex',
  'status',
  'disappearing_mode',
  'w:profile:picture',
])

const CLOSE_AFTER_PAIRING_MS = 20

interface Query {
  network: Network
  client: Client
  node: BinaryNode
  child: BinaryNode | undefined
}

/** Every query is answered: a client that waits for one gives up the connection. */
export function onQuery(network: Network, client: Client, node: BinaryNode): void {
  const { id = '', type, xmlns = '' } = node.attrs
  if (type === 'result') {
    onResult(client, node)
    return
  }
  const play = PLAYED[xmlns]
  if (play === undefined && !EMPTY_IS_ENOUGH.has(xmlns)) network.unknown.push(node)
  const answer = play?.({ network, client, node, child: childrenOf(node)[0] }) ?? []
  if (answer === 'answered') return
  client.send(stanza('iq', { from: SERVER, type: 'result', id }, answer.length === 0 ? undefined : answer))
  // Only an answered client is sent what it missed.
  if (xmlns === 'passive') openDevice(network, client)
}

/** The client has signed what it was paired with: now it must come back and log in. */
function onResult(client: Client, node: BinaryNode): void {
  if (!client.awaitsSignature || getBinaryNodeChild(node, 'pair-device-sign') === undefined) return
  client.send(stanza('stream:error', { code: '515' }))
  setTimeout(() => client.close(), CLOSE_AFTER_PAIRING_MS)
}

/** What is inside the answer; `answered` when it was more than that. */
type Answer = BinaryNode[] | 'answered'

const PLAYED: Readonly<Record<string, (query: Query) => Answer>> = {
  md({ network, client, node, child }) {
    if (child?.tag === 'link_code_companion_reg') {
      onLinkCode(network, client, node, child)
      return 'answered'
    }
    if (child?.tag === 'remove-companion-device' && client.device !== null) client.account?.devices.delete(client.device.id)
    return []
  },
  encrypt: onKeys,
  usync: onDirectory,
  'w:g2': onGroups,
  'w:m'() {
    const attrs = { auth: 'fake', ttl: '3600', auth_ttl: '3600', max_buckets: '12' }
    return [stanza('media_conn', attrs, [stanza('host', { hostname: MEDIA_HOST })])]
  },
  'w:sync:app:state'({ child }) {
    const collections = getBinaryNodeChildren(child, 'collection')
    return [
      stanza(
        'sync',
        {},
        collections.map(({ attrs }) => stanza('collection', { name: attrs.name ?? '', version: '0', has_more_patches: 'false' })),
      ),
    ]
  },
}

function onKeys({ network, client, node, child }: Query): Answer {
  const list = getBinaryNodeChild(node, 'list')
  if (child?.tag === 'count') return [stanza('count', { value: String(client.device?.preKeys.length ?? 0) })]
  if (child?.tag === 'digest') return [stanza('digest', {}, [])]
  if (node.attrs.type === 'set' && list !== undefined) {
    for (const key of getBinaryNodeChildren(list, 'key'))
      client.device?.preKeys.push({ id: bytesOf(key, 'id').readUIntBE(0, 3), public: bytesOf(key, 'value') })
    return []
  }
  if (node.attrs.type === 'get' && child?.tag === 'key')
    return [
      stanza(
        'list',
        {},
        childrenOf(child).map((user) => keysOf(network, user.attrs.jid ?? '')),
      ),
    ]
  return []
}

function keysOf(network: Network, jid: string): BinaryNode {
  const device = findAccount(network, userOf(jid))?.devices.get(deviceOf(jid))
  if (device === undefined) return stanza('user', { jid }, [stanza('error', { code: '404', text: 'item-not-found' })])
  return stanza('user', { jid, t: network.now() }, [
    stanza('registration', {}, encodeBigEndian(device.registrationId)),
    stanza('type', {}, Buffer.from([5])),
    ...keyBundle(device),
  ])
}

/** Who is there, under which address, with which devices. A number that nobody has answers `out`. */
function onDirectory({ network, child }: Query): Answer {
  const asked = new Set(childrenOf(getBinaryNodeChild(child, 'query')).map(({ tag }) => tag))
  const users = childrenOf(getBinaryNodeChild(child, 'list')).map((user) => {
    const typed = getBinaryNodeChild(user, 'contact')?.content
    const phone = typed instanceof Uint8Array ? Buffer.from(typed).toString().replace('+', '') : undefined
    const account = findAccount(network, phone ?? userOf(user.attrs.jid))
    const jid = user.attrs.jid ?? (account === undefined ? `${phone}@${SERVER}` : numberJid(account))
    return stanza('user', { jid }, directoryEntry(account, asked))
  })
  return [stanza('usync', {}, [stanza('result', {}, []), stanza('list', {}, users)])]
}

function directoryEntry(account: Account | undefined, asked: ReadonlySet<string>): BinaryNode[] {
  const contact = asked.has('contact') ? [stanza('contact', { type: account === undefined ? 'out' : 'in' })] : []
  if (account === undefined) return contact
  const devices = [...account.devices.values()].map(({ id }) =>
    stanza('device', id === 0 ? { id: '0' } : { id: String(id), 'key-index': String(id) }),
  )
  return [
    ...contact,
    ...(asked.has('lid') ? [stanza('lid', { val: lidJid(account) })] : []),
    ...(asked.has('devices') ? [stanza('devices', {}, [stanza('device-list', {}, devices)])] : []),
  ]
}

function onGroups({ network, client, node, child }: Query): Answer {
  const own = client.account?.number ?? ''
  if (child?.tag === 'participating') {
    const groups = [...network.groups.values()].filter(({ members }) => members.includes(own))
    return [
      stanza(
        'groups',
        {},
        groups.map((group) => groupStanza(network, group)),
      ),
    ]
  }
  if (child?.tag === 'query') {
    const group = network.groups.get(node.attrs.to ?? '')
    if (group !== undefined) return [groupStanza(network, group)]
    const attrs = { from: node.attrs.to ?? '', type: 'error', id: node.attrs.id ?? '' }
    client.send(stanza('iq', attrs, [stanza('error', { code: '404', text: 'item-not-found' })]))
    return 'answered'
  }
  if (child?.tag !== 'create') return []
  const invited = getBinaryNodeChildren(child, 'participant').flatMap(({ attrs }) => findAccount(network, userOf(attrs.jid))?.number ?? [])
  return [groupStanza(network, addGroup(network, child.attrs.subject ?? '', [own, ...invited]))]
}

function groupStanza(network: Network, group: Group): BinaryNode {
  const accounts = group.members.flatMap((number) => findAccount(network, number) ?? [])
  const [owner] = accounts
  const attrs = {
    id: userOf(group.id),
    subject: group.subject,
    creation: group.createdAt,
    creator: owner === undefined ? '' : lidJid(owner),
    s_t: group.createdAt,
    s_o: owner === undefined ? '' : lidJid(owner),
    addressing_mode: 'lid',
    size: String(accounts.length),
  }
  return stanza(
    'group',
    attrs,
    accounts.map((account) =>
      stanza('participant', {
        jid: lidJid(account),
        phone_number: numberJid(account),
        ...(account === owner ? { type: 'superadmin' } : {}),
      }),
    ),
  )
}
