import { type Effect, startEmulator } from '@tomada/sdk/emulator'
import makeWASocket, {
  type AuthenticationCreds,
  type BaileysEventMap,
  initAuthCreds,
  type SignalDataSet,
  type SignalKeyStore,
  type WASocket,
} from '@whiskeysockets/baileys'
import { SILENT } from '../account.ts'
import { whatsapp } from '../whatsapp.ts'

export interface FakeState {
  phones: Array<{
    number: string
    devices: Array<{ id: number; isConnected: boolean; unread: string[] }>
    received: Array<{ id: string; from: string; group: string | null; isOwn: boolean; message: Record<string, unknown> }>
  }>
  waitingForScan: number
  told: Array<{ from: string; tag: string; attrs: Record<string, string>; children: string[] }>
  media: Array<{ id: string; sizeBytes: number }>
  unknown: unknown[]
  errors: string[]
  unreadable: Array<{ id: string; from: string; why: string }>
}

/** The emulator in this process, with its levers at hand. */
export async function startFake() {
  const running = await startEmulator(whatsapp, { port: 0, adminPort: 0, seed: 'test' })
  const admin = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const answer = await fetch(new URL(path, running.adminUrl), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return answer.text()
  }
  return {
    url: running.url.replace('http', 'ws'),
    play: (name: string, input: unknown = {}) => admin('POST', `/scenario/${name}`, input),
    levers: (settings: unknown) => admin('POST', '/limits', settings),
    state: async (): Promise<FakeState> => JSON.parse(await admin('GET', '/state')),
    ledger: async (): Promise<{ items: Effect[] }> => JSON.parse(await admin('GET', '/ledger')),
    stop: running.stop,
  }
}

export type Fake = Awaited<ReturnType<typeof startFake>>

export interface Auth {
  creds: AuthenticationCreds
  keys: SignalKeyStore
}

export function newAuth(): Auth {
  const store = new Map<string, unknown>()
  return {
    creds: initAuthCreds(),
    keys: {
      get: (type, ids) =>
        Object.fromEntries(ids.flatMap((id) => (store.has(`${type} ${id}`) ? [[id, store.get(`${type} ${id}`)]] : []))) as never,
      set(data: SignalDataSet) {
        for (const [type, values] of Object.entries(data))
          for (const [id, value] of Object.entries(values))
            value === null ? store.delete(`${type} ${id}`) : store.set(`${type} ${id}`, value)
      },
    },
  }
}

/** The library as it is installed, pointed at the fake by its own option. */
export function connect(fake: Fake, auth: Auth): WASocket {
  return makeWASocket({ auth, waWebSocketUrl: `${fake.url}/ws/chat`, logger: SILENT, markOnlineOnConnect: false })
}

/** The first event of this name that `when` accepts. */
export function event<E extends keyof BaileysEventMap>(
  socket: WASocket,
  name: E,
  when: (value: BaileysEventMap[E]) => boolean = () => true,
): Promise<BaileysEventMap[E]> {
  const { promise, resolve } = Promise.withResolvers<BaileysEventMap[E]>()
  socket.ev.on(name, (value) => {
    if (when(value)) resolve(value)
  })
  return promise
}

/** Paired by QR and connected again, ready to use. */
export async function pairedSocket(fake: Fake, number?: string): Promise<{ socket: WASocket; auth: Auth }> {
  const auth = newAuth()
  const first = connect(fake, auth)
  const closed = event(first, 'connection.update', ({ connection }) => connection === 'close')
  const { qr } = await event(first, 'connection.update', (update) => update.qr !== undefined)
  await fake.play('scan', { qr, ...(number === undefined ? {} : { number }) })
  await closed
  return { socket: await reopened(fake, auth), auth }
}

export async function reopened(fake: Fake, auth: Auth): Promise<WASocket> {
  const socket = connect(fake, auth)
  await event(socket, 'connection.update', ({ connection }) => connection === 'open')
  return socket
}
