import { linkAccount } from '../core/demo/link-account.ts'
import { fieldsOf, listOf } from '../sdk/emulator/fields.ts'
import { type SpawnedEmulator, spawnEmulator } from '../sdk/emulator/spawn.ts'
import type { FlowDefinition, Step } from '../sdk/flow/definition.ts'
import { freePort } from './free-port.ts'
import { freshDatabase, type Session, scratchFolder, sessionAt, startProduct, until } from './harness.ts'

/** A shop with all that the ready-made flows need, connected; shared by their tests, so that the product starts once. */
export interface TemplateWorld {
  baseUrl: string
  session: Session
  marketplace: SpawnedEmulator
  erp: SpawnedEmulator
  mail: SpawnedEmulator
  omie: SpawnedEmulator
  tiny: SpawnedEmulator
  /** With a linked number of the shop; null unless it was asked for. */
  phone: SpawnedEmulator | null
  /** A new published flow of a template, as the gallery installs it; `change` edits the draft before. Answers its id. */
  install(template: string, change?: (definition: FlowDefinition) => void): Promise<string>
  /** A published flow of these steps, started by hand. */
  flowOf(name: string, steps: Record<string, Step>): Promise<string>
  /** Starts a run with this trigger data and waits for its end. */
  run(flowId: string, data?: unknown): Promise<EndedRun>
  /** The newest ended run of a flow that something else started; waits for it. */
  ended(flowId: string, count?: number): Promise<EndedRun[]>
  pause(flowId: string): Promise<unknown>
  emails(): Promise<Array<{ to: string[]; subject: string; text: string; attachments: Array<{ filename: string; contentBase64: string }> }>>
  /** An open task of the flow; waits for it. */
  task(flowId: string): Promise<{ id: string; question: string }>
  effects(emulator: SpawnedEmulator, kind: string): Promise<Array<{ id: string; key: string | null; details: unknown }>>
  close(): Promise<void>
}

export interface EndedRun {
  id: string
  status: string
  error: { code: string; message: string; stepName: string | null } | null
}

const WAIT_MS = 40_000

export async function openTemplateWorld({ withPhone = false } = {}): Promise<TemplateWorld> {
  const [database, folder, port] = [await freshDatabase(), await scratchFolder(), await freePort()]
  const baseUrl = `http://127.0.0.1:${port}`
  const redirectUri = `${baseUrl}/oauth/callback`
  const [marketplace, erp, mail, omie, tiny] = await Promise.all([
    spawnEmulator('mercado-livre', { seed: 'gallery', autoApprove: true, redirectUri, webhookUrl: `${baseUrl}/meli/webhooks` }),
    spawnEmulator('bling', { seed: 'gallery', autoApprove: true, redirectUri, webhookUrl: `${baseUrl}/hooks/p/bling/events` }),
    spawnEmulator('email', { seed: 'gallery' }),
    spawnEmulator('omie', { seed: 'gallery' }),
    spawnEmulator('tiny', { seed: 'gallery', autoApprove: true, redirectUri }),
  ])
  const phone = withPhone ? await spawnEmulator('whatsapp', { seed: 'gallery' }) : null
  const endpoints = {
    ...phone?.endpoints,
    ...marketplace.endpoints,
    ...erp.endpoints,
    ...mail.endpoints,
    ...omie.endpoints,
    ...tiny.endpoints,
  }
  const env = { PROVIDER_ENDPOINTS: JSON.stringify(endpoints) }
  const product = await startProduct({ port, databaseUrl: database.url, dataDir: folder.path, env })
  const session = sessionAt(baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', email: 'ana@loja.test', password: 'uma senha bem comprida' },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  await marketplace.admin('POST', '/app', { topics: ['orders_v2', 'questions', 'items'] })
  await consent(session, baseUrl, 'mercado-livre', marketplace)
  await consent(session, baseUrl, 'bling', erp)
  await consent(session, baseUrl, 'tiny', tiny)
  for (const [plugin, { credentials }] of Object.entries({ email: mail, omie }))
    await session.send('POST', '/api/connections', { plugin, name: plugin, ...credentials })
  if (phone !== null) {
    const account = { plugin: 'whatsapp', authId: 'device', name: 'WhatsApp', fields: {}, settings: { secondsBetweenMessages: 0 } }
    const { id } = await session.send<{ id: string }>('POST', '/api/connections', account)
    await linkAccount({ ...session, consent: async () => {} }, phone, id)
  }
  const runsOf = async (flowId: string) =>
    (await session.get<{ items: Array<EndedRun & { endedAt: string | null }> }>(`/api/runs?flowId=${flowId}&limit=100`)).items

  async function publish(flowId: string, change: (definition: FlowDefinition) => void): Promise<string> {
    const { revision, definition } = await session.get<{ revision: number; definition: FlowDefinition }>(`/api/flows/${flowId}/draft`)
    change(definition)
    await session.send('PUT', `/api/flows/${flowId}/draft`, { definition }, { 'if-match': String(revision) })
    await session.send('POST', `/api/flows/${flowId}/publish`, {})
    return flowId
  }

  const world: TemplateWorld = {
    baseUrl,
    session,
    marketplace,
    erp,
    mail,
    omie,
    tiny,
    phone,
    async install(template, change = () => {}) {
      const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name: template, template })
      return publish(id, change)
    },
    async flowOf(name, steps) {
      const { id } = await session.send<{ id: string }>('POST', '/api/flows', { name })
      const { items } = await session.get<{ items: Array<{ id: string; plugin: string }> }>('/api/connections')
      const connected = (step: Step) =>
        step.kind === 'action' ? { ...step, connectionId: items.find((item) => item.plugin === step.plugin)?.id ?? '' } : step
      const ids = Object.keys(steps)
      return publish(id, (definition) => {
        definition.trigger = { kind: 'manual' }
        definition.steps = Object.fromEntries(Object.entries(steps).map(([stepId, step]) => [stepId, connected(step)]))
        definition.edges = Object.fromEntries(ids.slice(1).map((to, index) => [`e${index + 1}`, { from: ids[index] ?? '', to }]))
      })
    },
    async run(flowId, data = {}) {
      const { runId } = await session.send<{ runId: string }>('POST', `/api/flows/${flowId}/runs`, { data })
      let seen: (EndedRun & { endedAt: string | null }) | undefined
      await until(
        async () => {
          seen = (await runsOf(flowId)).find((run) => run.id === runId)
          return seen !== undefined && (seen.endedAt !== null || seen.status === 'uncertain')
        },
        WAIT_MS,
        () => `the run did not end: ${JSON.stringify(seen)}\n${product.output().slice(-2000)}`,
      )
      if (seen === undefined) throw new Error('no run')
      return seen
    },
    async ended(flowId, count = 1) {
      let seen: Array<EndedRun & { endedAt: string | null }> = []
      await until(
        async () => {
          seen = await runsOf(flowId)
          return seen.length >= count && seen.every((run) => run.endedAt !== null)
        },
        WAIT_MS,
        () => `its runs did not end: ${JSON.stringify(seen)}\n${product.output().slice(-2000)}`,
      )
      return seen
    },
    pause: (flowId) => session.send('POST', `/api/flows/${flowId}/pause`),
    async emails() {
      const { sent } = JSON.parse(JSON.stringify(fieldsOf(await mail.admin('GET', '/state'))))
      return sent
    },
    async task(flowId) {
      let open: Array<{ id: string; flowId: string; question: string }> = []
      await until(
        async () => {
          open = (await session.get<{ items: typeof open }>('/api/tasks?status=open')).items.filter((task) => task.flowId === flowId)
          return open.length > 0
        },
        WAIT_MS,
        () => `no task\n${product.output().slice(-2000)}`,
      )
      const [first] = open
      if (first === undefined) throw new Error('no task')
      return first
    },
    async effects(emulator, kind) {
      const { items } = fieldsOf(await emulator.admin('GET', `/ledger?kind=${kind}`))
      return JSON.parse(JSON.stringify(listOf(items)))
    },
    async close() {
      await product.stop()
      await Promise.all([marketplace, erp, mail, omie, tiny, phone].map((emulator) => emulator?.stop()))
      await database.drop()
      await folder.remove()
    },
  }
  return world
}

/** The OAuth dance as a browser makes it. */
async function consent(session: Session, baseUrl: string, plugin: string, emulator: SpawnedEmulator): Promise<void> {
  await session.send('PUT', `/api/oauth-apps/${plugin}`, { clientId: emulator.clientId, clientSecret: emulator.clientSecret })
  const { authorizeUrl } = await session.send<{ authorizeUrl: string }>('POST', '/api/connections/oauth/start', { plugin, authId: 'oauth' })
  const answer = await fetch(authorizeUrl, { redirect: 'manual' })
  const callback = answer.headers.get('location')
  if (callback === null) throw new Error(`${plugin} did not send the browser back: ${answer.status}`)
  await fetch(new URL(callback, baseUrl), { headers: { cookie: session.cookie }, redirect: 'manual' })
}
