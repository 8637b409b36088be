import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runHere } from '../../sdk/cli/testing/run-tomada.ts'
import { ROOT, until } from '../harness.ts'
import { type InstalledWorld, openInstalled } from './installed-world.ts'

const CARRIER = path.join(ROOT, 'docs', 'examples', 'rota-certa')

let world: InstalledWorld
let connectionId = ''
beforeAll(async () => {
  world = await openInstalled(CARRIER)
}, 120_000)
afterAll(() => world.close())

const records = async () => {
  const found: Array<{ key: string; data: { status: string } }> = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: typeof found; nextCursor: string | null } = await world.session.get(
      `/api/resources/rota-certa/shipments?connectionId=${connectionId}&limit=50${after}`,
    )
    found.push(...page.items)
    cursor = page.nextCursor
  }
  return found
}

test('the connector stands in the list beside the bundled ones, in the reader’s language', async () => {
  const { items } = await world.session.get<{ items: Array<{ name: string; resources: Array<{ displayName: string }> }> }>(
    '/api/connectors',
  )
  expect(items.map((item) => item.name)).toEqual(expect.arrayContaining(['bling', 'mercado-livre', 'rota-certa']))
  expect(items.find((item) => item.name === 'rota-certa')?.resources[0]?.displayName).toBe('Envios')
})

test('an account is connected and all its shipments are stored', { timeout: 60_000 }, async () => {
  const announced = JSON.parse(JSON.stringify(await world.emulator.admin('GET', '/announcement')))
  const { fields } = announced.accounts[0]
  const made = await world.session.send<{ id: string; accountLabel: string }>('POST', '/api/connections', {
    plugin: 'rota-certa',
    authId: 'token',
    name: 'Transportadora',
    fields,
  })
  expect(made.accountLabel).toBe('Loja Exemplo')
  connectionId = made.id
  let stored = 0
  await until(
    async () => {
      stored = (await records()).length
      return stored === 90
    },
    45_000,
    () => `${stored} of 90 shipments are stored\n${world.product.output().slice(-2000)}`,
  )
})

test('a flow quotes the freight and buys one label, however often the order comes', { timeout: 60_000 }, async () => {
  const flow = await world.session.send<{ id: string }>('POST', '/api/flows', { name: 'Pedido vira etiqueta' })
  const draft = await world.session.get<{ revision: number }>(`/api/flows/${flow.id}/draft`)
  const action = (name: string, called: string, input: unknown) => ({
    kind: 'action',
    name: called,
    plugin: 'rota-certa',
    action: name,
    connectionId,
    input,
  })
  const definition = {
    trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' },
    steps: {
      s1quote: action('quote-freight', 'quote', {
        fromPostalCode: '01001000',
        toPostalCode: '{{ trigger.body.postalCode }}',
        weightGrams: 750,
      }),
      s2label: action('create-label', 'label', {
        orderNumber: '{{ trigger.body.orderNumber }}',
        service: '{{ steps.quote.services[0].code }}',
        recipient: { name: 'Cliente Exemplo', postalCode: '{{ trigger.body.postalCode }}', city: 'Curitiba' },
      }),
    },
    edges: { e1: { from: 's1quote', to: 's2label' } },
    settings: {},
    layout: {},
  }
  await world.session.send('PUT', `/api/flows/${flow.id}/draft`, { definition }, { 'if-match': String(draft.revision) })
  await world.session.send('POST', `/api/flows/${flow.id}/publish`, {})
  for (let count = 0; count < 2; count++)
    await world.session.send('POST', `/api/flows/${flow.id}/runs`, { data: { body: { orderNumber: 'PED-9001', postalCode: '80010000' } } })
  let seen: unknown = null
  await until(
    async () => {
      const { items } = await world.session.get<{ items: Array<{ status: string }> }>(`/api/runs?flowId=${flow.id}`)
      seen = items
      return items.length === 2 && items.every((run) => run.status === 'succeeded')
    },
    45_000,
    () => `the runs did not succeed: ${JSON.stringify(seen)}`,
  )
  const { items } = JSON.parse(JSON.stringify(await world.emulator.admin('GET', '/ledger?key=PED-9001')))
  expect(items).toHaveLength(1)
})

test('a signed delivery makes the shipment be read again, a forged one does not', { timeout: 60_000 }, async () => {
  const { items } = await world.session.get<{ items: Array<{ url: string; secret: string }> }>(`/api/connections/${connectionId}/webhooks`)
  const [hook] = items
  await world.emulator.admin('POST', '/app', { callbackUrl: hook?.url, signingKey: hook?.secret })
  await world.emulator.admin('POST', '/scenario/move', { code: 'RC000001' })
  let status = ''
  await until(
    async () => {
      status = (await records()).find((record) => record.key === 'RC000001')?.data.status ?? ''
      return status === 'in_transit'
    },
    30_000,
    () => `the shipment is ${status}`,
  )
  const forged = await fetch(hook?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rota-signature': `sha256=${'0'.repeat(64)}` },
    body: JSON.stringify({ event_id: 'ev-forged', event: 'shipment.moved', tracking_code: 'RC000002', sent_at: '2026-11-20T12:00:00Z' }),
  })
  expect(forged.status).toBe(401)
})

test('it passes the numbered checks and its tests, with the fault matrix', { timeout: 120_000 }, async () => {
  expect(await runHere(ROOT, ['check', CARRIER])).toMatchObject({ code: 0, text: expect.stringContaining('all fine') })
  expect(await runHere(ROOT, ['test', CARRIER])).toMatchObject({
    code: 0,
    text: expect.stringMatching(/write create-label +✓ +✓ +✓ +✓[^✗]* 0 failed/),
  })
})

test('nothing in core or sdk knows of it', async () => {
  for (const folder of ['core', 'sdk']) {
    for (const entry of await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name)
      if (!entry.isFile() || !/\.(ts|json)$/.test(entry.name) || file.includes('node_modules')) continue
      expect(await readFile(file, 'utf8'), file).not.toMatch(/rota-?certa/i)
    }
  }
})
