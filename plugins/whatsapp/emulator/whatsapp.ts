import './quiet-console.ts'
import { randomUUID } from 'node:crypto'
import {
  BadSetting,
  type EmulatorDefinition,
  type EmulatorRequest,
  empty,
  type Fields,
  fieldsOf,
  flagOf,
  json,
  numberOf,
  type ProviderEmulator,
  textOf,
  textsOf,
  type World,
} from '@tomada/sdk/emulator'
import { WebSocketServer } from 'ws'
import { adminPage } from './admin-page.ts'
import { addGroup, addPhone, type Network, openNetwork, requireAccount } from './network.ts'
import { MEDIA_HOST } from './queries.ts'
import { scenarios } from './scenarios.ts'
import { acceptClient } from './server.ts'

/**
 * The fake of WhatsApp's side of a linked device: Noise, pairing, Signal messages both ways, receipts, groups, media. A phone in here is
 * a real Signal party. It proves that our code drives the library as it wants to be driven, and nothing about what WhatsApp accepts.
 */
export const whatsapp: EmulatorDefinition = {
  name: 'whatsapp',
  origins: ['https://web.whatsapp.com', `https://${MEDIA_HOST}`],
  create: (world) => createProvider(world),
}

export const COMPANY = { number: '5511999990001', name: 'Loja Exemplo' }
export const CUSTOMER = { number: '5511988880002', name: 'Maria Cliente' }
export const OTHER_CUSTOMER = { number: '5521977770003', name: 'João Cliente' }

const SEEDED = [COMPANY, CUSTOMER, OTHER_CUSTOMER]
const MEDIA_TTL_SECONDS = '3600'

function createProvider(world: World): ProviderEmulator {
  const network = openNetwork(world)
  const sockets = new WebSocketServer({ noServer: true })
  const ready = Promise.all(SEEDED.map(({ number, name }) => addPhone(network, number, name)))
  // The phones of a world are made once it is asked for something: their keys take a moment.
  sockets.on('connection', (socket) => void ready.then(() => acceptClient(network, socket)))
  return {
    routes: [
      { method: 'POST', path: '/mms/:kind/:hash', answer: (request) => storeMedia(network, request) },
      { method: 'GET', path: '/v/:id', answer: ({ params }) => mediaOf(network, params['id'] ?? '') },
    ],
    upgrade(message, socket, head) {
      sockets.handleUpgrade(message, socket, head, (opened) => sockets.emit('connection', opened, message))
    },
    unknownRoute: () => empty(404),
    errorAnswer: (status) => empty(status),
    scenarios: scenarios(network, ready),
    configureApp: (settings) => configure(network, settings),
    configureLimits: (settings) => configure(network, settings),
    state: () => viewState(network),
    announcement: () => ({ credentials: { authId: 'device', fields: {} }, pairing: { scan: '/scenario/scan' }, phones: SEEDED }),
    page: (locale) => adminPage(network, locale),
  }
}

/** The levers, by name; a group and an alias may be added too. Absent ones stay as they are. */
function configure(network: Network, settings: Fields): unknown {
  const { levers } = network
  levers.failSends = numberOf(settings['failSends']) ?? levers.failSends
  levers.ackDelayMs = numberOf(settings['ackDelayMs']) ?? levers.ackDelayMs
  levers.passkeyWall = flagOf(settings['passkeyWall']) ?? levers.passkeyWall
  const alias = fieldsOf(settings['alias'])
  const [number, also] = [textOf(alias['number']), textOf(alias['also'])]
  if (number !== undefined && also !== undefined) network.aliases.set(also, requireAccount(network, number).number)
  const group = fieldsOf(settings['group'])
  const subject = textOf(group['subject'])
  if (subject !== undefined) {
    const members = textsOf(group['members'])
    if (members.length < 2) throw new BadSetting('a group needs two members')
    return { ...levers, group: addGroup(network, subject, members) }
  }
  return { ...levers }
}

/** Stored as it came: what the sender uploads is encrypted already. */
function storeMedia(network: Network, request: EmulatorRequest) {
  const id = randomUUID()
  network.media.set(id, request.body)
  const directPath = `/v/${id}`
  return json(200, { url: `https://${MEDIA_HOST}${directPath}`, direct_path: directPath, ttl: MEDIA_TTL_SECONDS })
}

function mediaOf(network: Network, id: string) {
  const bytes = network.media.get(id)
  return bytes === undefined ? empty(404) : { status: 200, headers: { 'content-type': 'application/octet-stream' }, bytes }
}

function viewState(network: Network): unknown {
  return {
    levers: network.levers,
    phones: [...network.accounts.values()].map(({ number, lid, name, devices, phone }) => ({
      number,
      lid,
      name,
      devices: [...devices.values()].map((device) => ({
        id: device.id,
        isConnected: device.client !== null,
        unread: [...device.unread.keys()],
      })),
      received: phone.received,
    })),
    groups: [...network.groups.values()],
    waitingForScan: new Set(network.pendingRefs.values()).size,
    told: network.told,
    media: [...network.media].map(([id, bytes]) => ({ id, sizeBytes: bytes.length })),
    unknown: network.unknown.map(({ attrs }) => attrs),
    errors: network.errors,
    unreadable: network.unreadable,
  }
}
