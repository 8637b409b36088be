import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Pairing, SessionState } from '@tomada/sdk/driver'
import { databaseEntries } from '../../../core/drivers/database-entries.ts'
import { createDrivers, type DriversService } from '../../../core/drivers/drivers.service.ts'
import type { HeldSession } from '../../../core/drivers/drivers.types.ts'
import { fileEntries } from '../../../core/drivers/file-entries.ts'
import { openEndpoints } from '../../../core/egress/endpoints.ts'
import { systemClock } from '../../../core/platform/clock.ts'
import { newId } from '../../../core/platform/ids.ts'
import { createLogger } from '../../../core/platform/logger.ts'
import { openNotices } from '../../../core/platform/notices.ts'
import { openSecretBox, type SecretBox } from '../../../core/platform/secrets.ts'
import type { TestDatabase } from '../../../core/testing/database.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { Fake } from '../emulator/testing/companion.ts'

export const TENANT = '00000000-0000-4000-8000-00000000000a'
const CALLER = { tenantId: TENANT, userId: 'usr_ana' }
const DRIVER = path.join(import.meta.dirname, '..', 'driver.ts')
const RULES = [
  { host: 'web.whatsapp.com', methods: ['GET'] },
  { host: '*.whatsapp.net', methods: ['GET', 'POST'] },
]

export interface Delivered {
  connectionId: string
  topic: string
  key: string
  data: { [name: string]: Json }
}

/** Workers that hold sessions of the real driver in real driver processes, against the fake server, over a real database. */
export interface Stage {
  /** What was delivered, each key once. */
  delivered: Delivered[]
  lost: string[]
  tested: string[]
  /** Called before a message is stored: a test may end the process here. */
  beforeStore: (message: Delivered) => Promise<void>
  worker(how?: { secrets?: SecretBox; folder?: string }): Promise<DriversService>
  /** Of a connection, beside no wait between messages. */
  settings: Map<string, { [name: string]: Json }>
  connection(): Promise<string>
  /** Links the number and waits until the session is open. */
  link(worker: DriversService, connectionId: string, number?: string): Promise<void>
  start(worker: DriversService, connectionId: string, pairing: Pairing | null): Promise<void>
  until(worker: DriversService, connectionId: string, state: SessionState['is']): Promise<Awaited<ReturnType<DriversService['view']>>>
  call(
    worker: DriversService,
    connectionId: string,
    name: string,
    input: Json,
    effectKey?: string,
  ): ReturnType<DriversService['calls']['call']>
  output(): string
  secrets: SecretBox
  close(): Promise<void>
}

export function openStage(database: () => TestDatabase, fake: () => Fake): Stage {
  const secrets = openSecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }])
  const workers: Array<{ drivers: DriversService; stop(): Promise<void> }> = []
  const printed: string[] = []
  let effects = 0

  const stage: Stage = {
    delivered: [],
    lost: [],
    tested: [],
    beforeStore: async () => {},
    output: () => printed.join(''),
    secrets,

    settings: new Map(),

    async worker({ secrets = stage.secrets, folder } = {}) {
      const db = database()
      const tempDir = await mkdtemp(path.join(os.tmpdir(), 'wa-test-'))
      const listeners = new Map<string, (payload: string) => void>()
      const notices = await openNotices({
        url: db.url,
        channels: [],
        onNotice: (channel, payload) => listeners.get(channel)?.(payload),
        onTrouble: () => {},
      })
      const origin = fake().url.replace('ws', 'http')
      const drivers = createDrivers({
        db,
        clock: systemClock,
        logger: createLogger({ level: process.env['WA_LOG'] === undefined ? 'silent' : 'info' }),
        secrets,
        endpoints: openEndpoints({ 'https://web.whatsapp.com': origin, 'https://mmg.whatsapp.net': origin }),
        holder: newId('prc', systemClock.now()),
        tempDir,
        readable: [path.join(import.meta.dirname, '..', '..')],
        entries: folder === undefined ? databaseEntries(db) : fileEntries({ db, clock: systemClock, secrets, folder }),
        timing: { leaseSeconds: 2, beatMs: 300 },
        works: true,
        output: 'pipe',
        moduleOf: () => DRIVER,
        egressRules: () => RULES,
        settingsOf: async (_tenant, connectionId) => ({ secondsBetweenMessages: 0, ...stage.settings.get(connectionId) }),
        deliver: (held, body) => deliver(stage, held, body),
        changed: () => {},
        connected: async (_tenant, connectionId) => void stage.tested.push(connectionId),
        lost: async (_tenant, _connectionId, reason) => void stage.lost.push(reason),
        async listen(channel, listener) {
          listeners.set(channel, listener)
          await notices.listen(channel)
        },
        connectionOf: async () => ({ plugin: 'whatsapp', pairing: ['qr', 'code'] }),
      })
      await drivers.start()
      listen(drivers, printed)
      const stop = async () => {
        await drivers.close()
        await notices.close()
        await rm(tempDir, { recursive: true, force: true })
      }
      workers.push({ drivers, stop })
      return drivers
    },

    async connection() {
      const id = newId('con', systemClock.now())
      const { truth } = database()
      await truth.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Loja') ON CONFLICT DO NOTHING`, [TENANT])
      await truth.query(
        `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, status, created_by, created_at)
         VALUES ($1, $2, 'whatsapp', 'device', 'WhatsApp', 'untested', 'usr_ana', now())`,
        [TENANT, id],
      )
      return id
    },

    async link(worker, connectionId, number) {
      await stage.start(worker, connectionId, { by: 'qr' })
      const { show } = await stage.until(worker, connectionId, 'pairing')
      await fake().play('scan', { qr: show?.value, ...(number === undefined ? {} : { number }) })
      await stage.until(worker, connectionId, 'connected')
    },

    start: (worker, connectionId, pairing) => worker.connect(CALLER, connectionId, pairing),

    async until(worker, connectionId, state) {
      const until = performance.now() + 15_000
      for (;;) {
        const view = await worker.view(TENANT, connectionId, { locale: 'en', mayLink: true })
        // A row says what was last true: somebody must hold it now.
        const isTrue = state === 'pairing' ? view.show !== null : state !== 'connected' || view.isHeld
        if (view.state === state && isTrue) return view
        if (performance.now() > until) throw new Error(`the session is ${JSON.stringify(view)}, and not ${state}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },

    call: (worker, connectionId, name, input, effectKey = `effect-${++effects}`) =>
      worker.calls.call({ tenantId: TENANT, connectionId, name, input, effectKey, timeoutMs: 15_000 }),

    async close() {
      for (const { stop } of workers.splice(0)) await stop()
    },
  }
  return stage
}

/** What the driver processes of this worker print, whenever one is started. */
function listen(drivers: DriversService, printed: string[]): void {
  const known = new Set<unknown>()
  setInterval(() => {
    const current = drivers.hosting.process()
    if (current === null || known.has(current)) return
    known.add(current)
    for (const stream of current.streams) stream.on('data', (bytes: Buffer) => printed.push(bytes.toString('utf8')))
  }, 20).unref()
}

async function deliver(stage: Stage, { connectionId }: HeldSession, body: Json): Promise<void> {
  const message: Delivered = { connectionId, ...JSON.parse(JSON.stringify(body)) }
  await stage.beforeStore(message)
  if (!stage.delivered.some((known) => known.connectionId === connectionId && known.key === message.key)) stage.delivered.push(message)
}
