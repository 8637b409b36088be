import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { openSubscribers, type RunRow, type SubscriberWorld } from './subscriber-world.ts'

/** The source system's journey: its ERP posts events to the old addresses, and the three flows carry them to Olé. */

const PERSON = {
  documento: '529.982.247-25',
  nome: 'Cliente Exemplo',
  email: 'cliente@exemplo.test',
  telefone: '11999990000',
  dataNascimento: '1998-06-19',
  endereco: 'Praça da Sé',
  numero: '10',
  bairro: 'Sé',
  cidade: 'São Paulo',
  estado: 'SP',
  cep: '01001-000',
}
const CREATE = {
  action: 'create',
  externalId: 'CT-1',
  ...PERSON,
  products: [{ externalId: 'p1', code: 'TV_BASIC', name: 'TV Básico', quantity: 1 }],
  vendedor: 'loja 7',
}

let world: SubscriberWorld
let flows: { create: string; update: string; cancel: string }

beforeAll(async () => {
  world = await openSubscribers()
  expect((await world.call('POST', '/api/integration', world.account)).status).toBe(201)
  flows = {
    create: await world.publish('ole-tv-create'),
    update: await world.publish('ole-tv-update'),
    cancel: await world.publish('ole-tv-cancel'),
  }
}, 120_000)
afterAll(() => world?.close())

let seen = 0
/** Posts an event and gives the run that it started, ended. */
async function post(event: Record<string, unknown>): Promise<RunRow> {
  const answer = await world.call('POST', '/api/webhook/ole', event)
  expect(answer).toMatchObject({
    status: 200,
    body: { success: true, data: { deliveryId: expect.stringMatching(/^dlv_/), isCopy: false } },
  })
  const [run] = await world.settled(++seen)
  if (run === undefined) throw new Error('no run')
  return run
}

async function known(externalId: string): Promise<Record<string, unknown> | undefined> {
  const { items } = await world.session.get<{ items: Array<{ key: string; value: Record<string, unknown> }> }>(
    '/api/data-tables/ole_clientes/rows',
  )
  return items.find(({ key }) => key === externalId)?.value
}

async function saidBy(run: RunRow): Promise<string> {
  const { items } = await world.session.get<{ items: Array<{ kind: string; status: string; output: unknown }> }>(
    `/api/runs/${run.id}/steps`,
  )
  return JSON.stringify(items.filter((step) => step.kind === 'stop').map((step) => step.output))
}

test('OLE-01 OLE-02 OLE-04 OLE-25 a new customer posted by another system is created once at Olé with its contract, and remembered', async () => {
  const run = await post(CREATE)
  expect(run).toMatchObject({ status: 'succeeded', flowId: flows.create, error: null })
  const [customer, ...others] = await world.effects('customer.created')
  expect(customer).toMatchObject({ key: '52998224725' })
  expect(others).toEqual([])
  const [contract] = await world.effects('contract.created')
  expect(contract).toMatchObject({ key: 'CT-1', details: { plan: '101' } })
  expect(await known('CT-1')).toMatchObject({
    clienteId: customer?.id,
    contratoId: contract?.id,
    situacao: 'ativo',
    confirmadoEm: expect.anything(),
  })
  const queue = await world.call('GET', '/api/sync/queue?document=')
  expect(queue.body).toMatchObject({ success: true, data: { items: [{ id: run.id, state: 'done' }] } })
  const logs = await world.call('GET', `/api/sync/logs?runId=${run.id}`)
  expect(JSON.stringify(logs.body)).toContain('/clientes/inserir')
  expect(JSON.stringify(logs.body)).not.toContain(world.account.olePassword)
})

test('the same event sent again within ten minutes starts nothing', async () => {
  const again = await world.call('POST', '/api/webhook/ole', CREATE)
  expect(again).toMatchObject({ status: 200, body: { data: { isCopy: true } } })
  expect(await world.runs()).toHaveLength(seen)
})

test('OLE-19 OLE-47 without EXTERNAL_API_* the step that asks the ERP is switched off, and no connection to it can be made', async () => {
  const { definition } = await world.session.get<{ definition: FlowDefinition }>(`/api/flows/${flows.create}/draft`)
  expect(Object.values(definition.steps).find(({ name }) => name === 'erp')).toMatchObject({ disabled: true })
  const asked = { plugin: 'isp-erp', authId: 'client', name: 'ERP', fields: {} }
  await expect(world.session.send('POST', '/api/connections', asked)).rejects.toThrow(/422.*clientId/s)
})

test('OLE-05 only what changed is sent; nothing changed: nothing is sent', async () => {
  const run = await post({ action: 'update', externalId: 'CT-1', ...PERSON, email: 'novo@exemplo.test' })
  expect(run).toMatchObject({ status: 'succeeded', flowId: flows.update })
  expect((await world.effects('customer.changed')).map(({ details }) => Object.keys(details))).toEqual([
    expect.arrayContaining(['email', 'nome', 'dia_vencimento']),
  ])
  expect(Object.keys((await world.effects('customer.changed'))[0]?.details ?? {})).toHaveLength(3)
  const same = await post({ action: 'update', externalId: 'CT-1', ...PERSON, email: 'novo@exemplo.test', motivo: 'de novo' })
  expect(await saidBy(same)).toContain('Nenhuma alteração detectada')
  expect(await world.effects('customer.changed')).toHaveLength(1)
})

test('OLE-05 somebody unknown is created by the declared policy, and the run says so', async () => {
  const other = { ...PERSON, documento: '111.444.777-35', nome: 'Outra Pessoa', email: 'outra@exemplo.test' }
  const run = await post({ action: 'update', externalId: 'CT-2', ...other })
  expect(run.status).toBe('succeeded')
  expect(await saidBy(run)).toContain('política: upsert')
  expect(await world.effects('customer.created')).toHaveLength(2)
})

test('OLE-06 a cancellation cancels the contract, and a second one does nothing', async () => {
  const gone = { action: 'cancel', externalId: 'CT-1', documento: PERSON.documento }
  const run = await post({ ...gone, motivo: 'Pedido do cliente' })
  expect(run).toMatchObject({ status: 'succeeded', flowId: flows.cancel })
  expect(await world.effects('contract.cancelled')).toHaveLength(1)
  expect(await known('CT-1')).toMatchObject({ situacao: 'cancelado', motivo: 'Pedido do cliente' })
  const again = await post({ ...gone, motivo: 'outra vez' })
  expect(again.status).toBe('succeeded')
  expect(await saidBy(again)).toContain('já está cancelado')
  expect(await world.effects('contract.cancelled')).toHaveLength(1)
})

test('a cancelled customer who comes back gets a new contract, because Olé activates none again', async () => {
  const run = await post({ ...CREATE, vendedor: 'loja 8' })
  expect(run.status).toBe('succeeded')
  expect(await world.effects('contract.created')).toHaveLength(2)
  expect(await world.effects('customer.created')).toHaveLength(2)
})

test('OLE-07 a body that is not right gets 422 with the field and the reason, and nothing is queued; extra fields are kept', async () => {
  const wrong = await world.call('POST', '/api/webhook/ole', { ...CREATE, documento: '12345678900' })
  expect(wrong).toMatchObject({
    status: 422,
    body: { success: false, details: expect.arrayContaining([{ field: '/documento', reason: expect.any(String) }]) },
  })
  const unnamed = await world.call('POST', '/api/webhook/ole', { action: 'create', documento: PERSON.documento })
  expect(unnamed).toMatchObject({
    status: 422,
    body: { details: expect.arrayContaining([expect.objectContaining({ field: '/externalId' })]) },
  })
  expect(await world.runs()).toHaveLength(seen)
  const [newest] = await world.runs()
  const detail = await world.session.get<unknown>(`/api/queue/${newest?.id}`)
  expect(JSON.stringify(detail)).toContain('loja 8')
})

test('OLE-03 a missing, malformed or wrong token is refused and nothing is queued', async () => {
  const statuses = []
  for (const token of [null, 'Basic abc', 'not-a-token', `${world.token}x`])
    statuses.push((await world.call('POST', '/api/webhook/ole', { ...CREATE, externalId: 'CT-9' }, token)).status)
  expect(statuses).toEqual([401, 401, 401, 401])
  expect(await world.runs()).toHaveLength(seen)
})
