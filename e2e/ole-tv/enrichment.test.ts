import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../harness.ts'
import { openSubscribers, type RunRow, type SubscriberWorld } from './subscriber-world.ts'

/** The operator names Olé's address and an ERP's in the environment: nothing else tells the product where its emulators are. */

let world: SubscriberWorld

beforeAll(async () => {
  world = await openSubscribers((ole) => ({
    PROVIDER_ENDPOINTS: '{}',
    OLE_API_BASE_URL: `${ole.url}/`,
    EXTERNAL_API_URL: ole.url,
    EXTERNAL_API_CLIENT_ID: ole.clientId,
    EXTERNAL_API_CLIENT_SECRET: ole.clientSecret,
  }))
}, 120_000)
afterAll(() => world?.close())

interface Person {
  document: string
  birthDate: string
  street: string
  zipCode: string
}

/** Somebody signs a contract in the ERP, which tells of it later: the event has neither birth date nor address. */
async function signUp(externalId: string): Promise<{ person: Person; event: Record<string, unknown> }> {
  const { person } = JSON.parse(JSON.stringify(await world.ole.admin('POST', '/scenario/signUp', { externalId })))
  const products = [{ externalId: 'p1', code: 'TV_BASIC', name: 'TV Básico', quantity: 1 }]
  return { person, event: { action: 'create', externalId, documento: person.document, nome: person.name, products } }
}
const requestsTo = async (path: string) => {
  const { items }: { items: Array<{ path: string }> } = JSON.parse(JSON.stringify(await world.ole.admin('GET', '/requests')))
  return items.filter((request) => request.path.startsWith(path)).length
}
const atOle = async (document: string): Promise<Record<string, unknown> | undefined> => {
  const { customers }: { customers: Array<Record<string, unknown>> } = JSON.parse(JSON.stringify(await world.ole.admin('GET', '/state')))
  return customers.find(({ cpf_cnpj }) => String(cpf_cnpj).replace(/\D/g, '') === document)
}

test('OLE-46 with OLE_API_BASE_URL everything that is sent to Olé goes there', async () => {
  expect(await world.call('POST', '/api/integration', world.account)).toMatchObject({ status: 201, body: { data: { state: 'connected' } } })
  expect(await requestsTo('/planos')).toBe(1)
  const logged = JSON.stringify((await world.call('GET', '/api/sync/logs')).body)
  expect(logged).toContain(world.ole.url)
  expect(logged).not.toContain('oletv.net.br')
})

test('OLE-19 OLE-23 with the ERP connected by the installation’s own client, what an event leaves out is filled from it', async () => {
  const made = await world.session.send<{ status: string }>('POST', '/api/connections', {
    plugin: 'isp-erp',
    authId: 'client',
    name: 'ERP',
    fields: {},
  })
  expect(made.status).toBe('connected')
  await world.publish('ole-tv-create')
  const { person, event } = await signUp('CT-1')
  await world.call('POST', '/api/webhook/ole', event)
  expect(await world.settled(1)).toMatchObject([{ status: 'succeeded', error: null }])
  expect(await atOle(person.document)).toMatchObject({
    data_nascimento: person.birthDate.split('-').reverse().join('/'),
    endereco: { cep: expect.stringContaining(person.zipCode.slice(0, 5)), logradouro: person.street },
  })
  expect(await world.effects('contract.created')).toMatchObject([{ key: 'CT-1' }])
})

test('OLE-23 many events at once use one token', async () => {
  const people = await Promise.all(['CT-2', 'CT-3', 'CT-4', 'CT-5'].map(signUp))
  await Promise.all(people.map(({ event }) => world.call('POST', '/api/webhook/ole', event)))
  const runs = await world.settled(5)
  expect(runs.map(({ status }) => status)).toEqual(Array(5).fill('succeeded'))
  expect(await requestsTo('/connect/token')).toBe(1)
})

test('OLE-19 while the ERP is down the item waits and tries again, and is carried out once it is back', async () => {
  const { person, event } = await signUp('CT-6')
  await world.ole.admin('POST', '/faults', [{ match: { path: '/api/clientes/*' }, kind: 'status', status: 503, times: 1_000 }])
  await world.call('POST', '/api/webhook/ole', event)
  let last: RunRow[] = []
  const newest = async (status: string) => {
    last = await world.runs()
    return last[0]?.status === status
  }
  await until(
    () => newest('waiting'),
    15_000,
    () => JSON.stringify(last),
  )
  expect(await atOle(person.document)).toBeUndefined()
  await world.ole.admin('DELETE', '/faults')
  await until(
    () => newest('succeeded'),
    30_000,
    () => JSON.stringify(last),
  )
  expect(await atOle(person.document)).toBeDefined()
  expect(await world.effects('contract.created')).toHaveLength(6)
})

test('OLE-19 whom the ERP does not know is carried over as the event tells of them', async () => {
  const event = {
    action: 'create',
    externalId: 'CT-7',
    documento: '529.982.247-25',
    nome: 'Cliente Exemplo',
    dataNascimento: '1998-06-19',
    cep: '01001-000',
  }
  await world.call('POST', '/api/webhook/ole', event)
  expect((await world.settled(7))[0]).toMatchObject({ status: 'succeeded' })
  expect(await atOle('52998224725')).toMatchObject({ data_nascimento: '19/06/1998' })
})

test('OLE-32 the list of plans can be read while Olé is down, and says how old it is', async () => {
  const { items: connections } = await world.session.get<{ items: Array<{ id: string; plugin: string }> }>('/api/connections')
  const id = connections.find(({ plugin }) => plugin === 'ole-tv')?.id ?? ''
  const plans = () => world.session.get<{ items: Array<{ title: string }> }>('/api/resources/ole-tv/plans')
  const age = async () => {
    const { resources } = await world.session.get<{ resources: Array<{ resource: string; lastSyncedAt: string | null }> }>(
      `/api/connections/${id}/sync`,
    )
    return resources.find(({ resource }) => resource === 'plans')?.lastSyncedAt ?? null
  }
  await until(
    async () => (await age()) !== null,
    30_000,
    () => 'the plans were never loaded',
  )
  const [before, known] = [await age(), await plans()]
  expect(known.items.length).toBeGreaterThan(0)
  await world.ole.stop()
  await world.session.send('POST', `/api/connections/${id}/sync`, { scope: 'plans' })
  expect(await plans()).toEqual(known)
  expect(await age()).toBe(before)
}, 60_000)
