import { beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { systemClock } from '../platform/clock.ts'
import { openSecretBox } from '../platform/secrets.ts'
import { useTestDatabase } from '../testing/database.ts'
import { createTriggerRegistration } from '../triggers/triggers.service.ts'
import { findDraft } from './drafts.store.ts'
import { createFlows } from './flows.service.ts'
import type { ConnectorCatalogue } from './flows.types.ts'
import { startingDefinition } from './starting-definition.ts'

const database = useTestDatabase()
const TENANT = '00000000-0000-4000-8000-0000000000f5'
const OTHER = '00000000-0000-4000-8000-0000000000f6'
const ana = { tenantId: TENANT, userId: 'usr_ana' }
const stranger = { tenantId: OTHER, userId: 'usr_eve' }
const secrets = openSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }])
const catalogue: ConnectorCatalogue = { action: () => null, trigger: () => null, resource: () => null, templates: () => [] }
const triggers = createTriggerRegistration({ clock: systemClock, effectOf: () => null })
const own = new Map([
  ['con_own', { plugin: 'shop', name: 'Loja' }],
  ['con_post', { plugin: 'post', name: 'Correio' }],
])

const flows = () =>
  createFlows({ db: database(), clock: systemClock, secrets, catalogue, connections: { listForFlows: async () => own }, triggers })

beforeAll(async () => {
  for (const tenantId of [TENANT, OTHER]) {
    await database().forTenant(tenantId, (trx) => trx('workspaces').insert({ tenant_id: tenantId, name: 'Loja' }))
  }
})

test('a flow is put into a folder and tagged; a folder has one way of being written, and a tag counts once', async () => {
  const { id } = await flows().create(ana, { name: 'Pedidos' })
  expect(await flows().change(ana, id, { folder: ' Vendas / Loja 1 /', tags: ['urgente', 'urgente'] })).toMatchObject({
    name: 'Pedidos',
    folder: 'Vendas/Loja 1',
    tags: ['urgente'],
  })
  expect(await flows().change(ana, id, { name: 'Vendas' })).toMatchObject({ name: 'Vendas', folder: 'Vendas/Loja 1', tags: ['urgente'] })
})

test('a deleted flow can be taken back for 30 days, by its own workspace only, and comes back without listening', async () => {
  const { id } = await flows().create(ana, { name: 'Sem querer', folder: 'Vendas' })
  await flows().remove(ana, id)
  expect(await flows().trash(ana)).toMatchObject([{ id, name: 'Sem querer', folder: 'Vendas' }])
  expect(await flows().trash(stranger)).toEqual([])
  await expect(flows().restore(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await flows().restore(ana, id)).toMatchObject({ id, state: 'draft' })
  await expect(flows().restore(ana, id)).rejects.toMatchObject({ code: 'not_found' })

  await database().forTenant(TENANT, (trx) => trx('flows').where({ id }).update({ state: 'published', published_version: 1 }))
  await flows().remove(ana, id)
  expect(await flows().restore(ana, id)).toMatchObject({ state: 'paused' })

  await flows().remove(ana, id)
  await database().forTenant(TENANT, (trx) =>
    trx('flows')
      .where({ id })
      .update({ deleted_at: trx.raw(`now() - interval '31 days'`) }),
  )
  expect(await flows().trash(ana)).toEqual([])
  await expect(flows().restore(ana, id)).rejects.toMatchObject({ code: 'not_found' })
})

test('a flow from a file keeps the accounts that this workspace has, and takes its own in the place of others', async () => {
  const action = (connectionId: string) => ({ kind: 'action', plugin: 'shop', action: 'sell', input: {}, connectionId }) as const
  const definition: FlowDefinition = {
    trigger: { kind: 'connector', plugin: 'shop', trigger: 'sold', connectionId: 'con_foreign' },
    steps: {
      s1: { ...action('con_own'), name: 'own' },
      s2: { ...action('con_foreign'), name: 'foreign' },
      s3: { ...action('con_foreign'), name: 'other', plugin: 'erp' },
      s4: { kind: 'http', name: 'call', method: 'GET', url: 'https://example.com', connectionId: 'con_foreign' },
    },
    edges: {},
    settings: {},
    layout: {},
    notes: { n1: { text: 'Confirmar', x: 1, y: 2 } },
  }
  const { id } = await flows().create(ana, { name: 'De fora', definition, folder: 'Importados', tags: ['novo'] })
  const draft = await database().forTenant(TENANT, (trx) => findDraft(trx, id, ana.userId))
  const stored: FlowDefinition = JSON.parse(draft?.definition ?? '{}')
  expect(stored.trigger).toMatchObject({ connectionId: 'con_own' })
  expect(stored.steps).toMatchObject({
    s1: { connectionId: 'con_own' },
    s2: { connectionId: 'con_own' },
    s3: { connectionId: '' },
    s4: { connectionId: 'con_foreign' },
  })
  expect(stored.notes).toEqual(definition.notes)
  expect(await flows().read(ana, id)).toMatchObject({ folder: 'Importados', tags: ['novo'] })
})

test('the flows that use a connection are told, published or not, of its own workspace only and without those in the bin', async () => {
  const using = (plugin: string, connectionId: string): FlowDefinition => ({
    ...startingDefinition(),
    steps: { sA: { kind: 'action', name: 'a', plugin, action: 'list', connectionId, input: {} } },
  })
  const made = async (name: string, definition = using('post', 'con_post')) => (await flows().create(ana, { name, definition })).id
  const [drafted, running, gone] = [await made('B rascunho'), await made('C no ar'), await made('A na lixeira')]
  await made('D sem', using('shop', 'con_own'))
  await flows().remove(ana, gone)
  await database().forTenant(TENANT, async (trx) => {
    await trx('flow_versions').insert({
      ...{ tenant_id: TENANT, flow_id: running, version: 1, definition: JSON.stringify(using('post', 'con_post')) },
      ...{ definition_hash: '', script: '', script_hash: '', published_by: 'usr_ana' },
    })
    await trx('flows').where({ id: running }).update({ state: 'published', published_version: 1 })
    await trx('flow_drafts').where({ flow_id: running }).delete()
  })
  expect(await flows().ofConnection(TENANT, 'con_post')).toEqual([
    { id: running, name: 'C no ar', folder: '', state: 'published', isPublished: true, drafts: 0 },
    { id: drafted, name: 'B rascunho', folder: '', state: 'draft', isPublished: false, drafts: 1 },
  ])
  expect(await flows().ofConnection(OTHER, 'con_post')).toEqual([])
  await expect(flows().ofConnection(TENANT, 'con_gone')).rejects.toMatchObject({ code: 'not_found' })
})
