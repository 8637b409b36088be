import type { Page } from 'playwright-core'
import { flowOf } from './engine/flow-of.ts'
import { until } from './harness.ts'
import type { StoryWorld } from './story-world.ts'

/** A screen as a person may find it. */
export interface Screen {
  address: string
  /** Opens what lies over the page. */
  open?: (page: Page) => Promise<void>
  /** What tells it from the others at the same address. */
  state?: string
}

interface Ids {
  items: Array<{ id: string; plugin: string; runIds: string[]; key: string; connectionId: string }>
}

/** Something for every screen to show, and every screen. Called once: the world holds one of everything afterwards. */
export async function everyScreen(world: StoryWorld): Promise<Screen[]> {
  const { session } = world
  await world.sell()
  await world.marketplace.admin('POST', '/scenario/ask', {})
  const [run] = await world.settled(1)
  await until(
    async () => (await session.get<Ids>('/api/resources/mercado-livre/questions?limit=1')).items.length > 0,
    60_000,
    () => `the question did not come:\n${world.product.output().slice(-2000)}`,
  )
  const { taskId, importId } = await oneOfEach(world)
  const first = async (path: string) => (await session.get<Ids>(path)).items[0]
  const recordOf = async (resource: string) => {
    const record = await first(`/api/resources/mercado-livre/${resource}?limit=1`)
    return `/app/data/mercado-livre/${resource}/${record?.connectionId}/${record?.key}`
  }
  const delivery = await first('/api/deliveries')
  const entity = await first('/api/hub/product?limit=1')
  const { items: connections } = await session.get<Ids>('/api/connections')
  const seller = connections.find(({ plugin }) => plugin === 'mercado-livre')?.id ?? ''
  const { definition } = await session.get<{ definition: { steps: Record<string, unknown> } }>(`/api/flows/${world.flowId}/draft`)
  return [
    ...listScreens(),
    ...connectionScreens(seller),
    ...overlays(),
    { address: `/app/flows/${world.flowId}?step=${Object.keys(definition.steps)[0]}` },
    { address: `/app/runs/${run?.id}` },
    { address: `/app/deliveries/${delivery?.id}` },
    { address: await recordOf('orders') },
    { address: await recordOf('questions') },
    { address: `${await recordOf('items')}?tab=history` },
    ...(entity === undefined ? [] : [{ address: `/app/hub/product/${entity.id}` }]),
    { address: `/app/tasks?task=${taskId}` },
    { address: `/app/tables/estoque/import?import=${importId}` },
    { address: '/app/runs/run_unknown', state: 'not there' },
    { address: '/app/flows/flw_unknown', state: 'not there' },
    { address: '/app/nowhere', state: 'no such page' },
  ]
}

function listScreens(): Screen[] {
  const boards = ['operations', 'integrations', 'sales', 'answers', 'stock'].map((board) => `/app/dashboards?board=${board}`)
  const settings = ['members', 'workspace', 'audit', 'system', 'account'].map((tab) => `/app/members?tab=${tab}`)
  const queues = ['items', 'calls', 'jobs', 'workers'].map((view) => `/app/queues?view=${view}`)
  const data = ['', '/mercado-livre/orders', '/mercado-livre/items', '/mercado-livre/questions'].map((at) => `/app/data${at}`)
  const runs = ['/app/runs', '/app/runs?view=failures', '/app/runs?status=cancelled']
  const more = [
    '/',
    '/flows',
    '/deliveries',
    '/deliveries?view=endpoints',
    '/schedules',
    '/hub',
    '/tables',
    '/tables/estoque',
    '/exports',
    '/alerts',
  ]
  const last = ['/tables/estoque/import', '/tasks', '/tasks?status=done', '/connections']
  return [...[...more, ...last].map((path) => `/app${path}`), ...runs, ...boards, ...settings, ...queues, ...data].map((address) => ({
    address,
  }))
}

function connectionScreens(seller: string): Screen[] {
  const tabs = ['syncs', 'log', 'data', 'webhooks', 'use', 'settings'].map((tab) => ({ address: `/app/connections/${seller}?tab=${tab}` }))
  return [
    ...tabs,
    { address: '/app/connections?connect=omie' },
    { address: '/app/connections', state: 'picker', open: (page) => page.getByTestId('add-connection').click() },
    {
      address: '/app/connections',
      state: 'disconnecting',
      async open(page) {
        await page.locator(`[data-testid="connection"][data-connection-id="${seller}"] button[aria-haspopup="menu"]`).click()
        await page.getByRole('menuitem').last().click()
        await page.getByTestId('connection-flow').first().waitFor()
      },
    },
  ]
}

/** What opens over a page. */
function overlays(): Screen[] {
  const gallery = async (page: Page) => {
    await page
      .getByRole('button', { name: /^(Novo fluxo|New flow|Ṇọṿọ ḟḷụẋọ.*)$/ })
      .first()
      .click()
    await page.getByTestId('template-card').first().waitFor()
  }
  return [
    { address: '/app/flows', state: 'gallery', open: gallery },
    {
      address: '/app/flows',
      state: 'template',
      async open(page) {
        await gallery(page)
        await page.getByTestId('template-card').first().getByRole('button').last().click()
      },
    },
    { address: '/app/', state: 'palette', open: (page) => page.keyboard.press('Control+k') },
    { address: '/app/', state: 'shortcuts', open: (page) => page.keyboard.press('?') },
    { address: '/app/schedules', state: 'alerts', open: (page) => page.getByTestId('alert-bell').click() },
    { address: '/app/tables', state: 'new table', open: (page) => page.getByTestId('add-table').click() },
    { address: '/app/tables/estoque', state: 'row', open: (page) => page.getByTestId('add-row').click() },
    { address: '/app/tables/estoque', state: 'export', open: (page) => page.getByTestId('export').click() },
    { address: '/app/members', state: 'new member', open: (page) => page.getByTestId('add-member').click() },
  ]
}

/** A table with a row, an import that is looked at, an export, a task, a schedule, an alert and a muted one. */
async function oneOfEach({ session, truth }: StoryWorld): Promise<{ taskId: string; importId: string }> {
  await session.send('POST', '/api/data-tables', { name: 'estoque' })
  await session.send('PUT', '/api/data-tables/estoque/rows/SKU-1', { value: { nome: 'Caderno', preco: 10 } })
  const csv = Buffer.from('SKU;Saldo\r\nA-1;7\r\nA-2;muito\r\n').toString('base64')
  const uploaded = await session.send<{ import: { id: string } }>('POST', '/api/data-tables/estoque/imports', {
    fileName: 'estoque.csv',
    contentBase64: csv,
  })
  await session.send('POST', '/api/exports', { source: { kind: 'board', board: 'sales', days: 7 }, format: 'csv' })
  const approval = flowOf({ pergunta: { kind: 'approval', question: 'Dar o desconto?', assignee: { role: 'owner' }, outcomes: OUTCOMES } })
  const when = { by: 'cron', expression: '0 9 * * 1-5' } as const
  const nightly = flowOf({}, { trigger: { kind: 'schedule', when, timezone: 'America/Manaus', missed: 'last' } })
  const made = [await published('Aprovar', approval), await published('Toda manhã', nightly)]
  await session.send('POST', `/api/flows/${made[0]}/runs`, { data: {} })
  await truth.query(`UPDATE connections SET status = 'reconnect_needed', status_reason = 'no_refresh' WHERE plugin = 'bling'`)
  await session.send('PUT', '/api/alert-mutes', { kind: 'flow_failing', subjectId: made[0], minutes: 60 })
  await session.get('/api/alerts')
  let tasks: Ids['items'] = []
  await until(
    async () => {
      tasks = (await session.get<Ids>('/api/tasks?status=open')).items
      return tasks.length > 0
    },
    30_000,
    () => 'nobody was asked',
  )
  return { taskId: tasks[0]?.id ?? '', importId: uploaded.import.id }

  async function published(name: string, definition: object): Promise<string> {
    const flow = await session.send<{ id: string }>('POST', '/api/flow-files', { format: 'tomada-flow', version: 1, name, definition })
    await session.send('POST', `/api/flows/${flow.id}/publish`, {})
    return flow.id
  }
}

const OUTCOMES = [
  { lane: 'sim', title: 'Aprovar' },
  { lane: 'nao', title: 'Recusar' },
]
