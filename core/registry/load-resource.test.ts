import { expect, test } from 'vitest'
import type { Manifest, Resource, Webhook } from '../../sdk/manifest.gen.ts'
import { both, type ConnectorFiles, loadShop, ORDER_FILES, ordersResource, shopFaults, shopManifest } from './testing/shop-connector.ts'

const ORIGIN = 'https://api.shop.test'
const LIST = { request: { method: 'GET', url: `${ORIGIN}/orders` }, paging: { kind: 'none' }, records: '' }
const DETAIL = { request: { method: 'GET', url: `${ORIGIN}/orders/{{input.key}}` }, output: '{{body}}' }
const FILES: ConnectorFiles = {
  ...ORDER_FILES,
  'lists/orders.json': LIST,
  'details/order.json': DETAIL,
  'hub/order.json': { number: '{{record.id | text}}' },
}
const CURSOR: Resource['cursor'] = { field: '/changedAt', format: 'rfc3339', timezone: 'UTC', overlapSeconds: 0 }
const EVENTS: Webhook = { name: 'events', scope: 'connection', verify: { scheme: 'none' }, topicBy: '/topic', reply: { status: 200 } }
const SINCE = { ...LIST, request: { ...LIST.request, query: { since: '{{since}}' } } }

async function faultsOf(resource: Partial<Resource>, files: ConnectorFiles = {}, manifest: Partial<Manifest> = {}): Promise<string> {
  return (await shopFaults(shopManifest({ resources: [ordersResource(resource)], ...manifest }), { ...FILES, ...files })).join('\n')
}

test('a resource that uses everything is fine', async () => {
  const resource: Partial<Resource> = {
    title: '/buyer/name',
    version: { pointer: '/changedAt', type: 'timestamp' },
    cursor: CURSOR,
    detail: { entry: 'details/order.json', when: 'changed' },
    deletes: { by: 'fullScan', verify: 'get', everyHours: 24 },
    webhook: { name: 'events', topics: ['orders'], keyBy: '/resource' },
    hub: { entity: 'order', map: 'hub/order.json' },
    stats: { groupBy: ['status'], day: 'changedAt', sums: ['total'], timezone: 'America/Sao_Paulo' },
    view: { kind: 'grid', columns: ['status', 'total'], status: 'status' },
  }
  expect(await faultsOf(resource, { 'lists/orders.json': SINCE }, { webhooks: [EVENTS] })).toBe('')
})

const BAD_RESOURCES: ReadonlyArray<[what: string, resource: Partial<Resource>, fault: string]> = [
  ['a key that no record has', { key: '/number' }, '/resources/0/key: /number leads nowhere'],
  ['a title that no record has', { title: '/name' }, '/resources/0/title: /name leads nowhere'],
  [
    'a field that no record has',
    { fields: { a: { pointer: '/a', type: 'text', displayName: both('A') } } },
    '/resources/0/fields/a/pointer: /a leads nowhere',
  ],
  [
    'a search in numbers',
    { fields: { total: { pointer: '/total', type: 'decimal', displayName: both('T'), search: true } } },
    '/resources/0/fields/total/search: only words',
  ],
  [
    'a currency of a text',
    { fields: { id: { pointer: '/id', type: 'text', displayName: both('I'), currency: 'BRL' } } },
    '/resources/0/fields/id/currency: only a decimal is an amount of money',
  ],
  [
    'a currency that the resource says already',
    {
      currency: { code: 'BRL' },
      fields: { total: { pointer: '/total', type: 'decimal', displayName: both('T'), currency: 'USD' } },
    },
    '/resources/0/fields/total/currency: the resource says the currency of all its amounts',
  ],
  [
    'a currency that no record names',
    { currency: { code: 'BRL', pointer: '/coin' } },
    '/resources/0/currency/pointer: /coin leads nowhere',
  ],
  ['a currency that is no code', { currency: { code: 'reais' } }, '/resources/0/currency/code'],
  [
    'a column without a type',
    { fields: { 'a b': { pointer: '/id', type: 'text', displayName: both('A') } } },
    'manifest.json /resources/0/fields',
  ],
  ['figures of an unknown field', { stats: { groupBy: ['kind'] } }, '/resources/0/stats/groupBy/0: there is no field kind'],
  ['a sum of texts', { stats: { sums: ['status'] } }, '/resources/0/stats/sums/0: status is text, not integer or decimal'],
  ['a day of a number', { stats: { day: 'total' } }, '/resources/0/stats/day: total is decimal'],
  ['a timezone nobody knows', { stats: { timezone: 'Brazil/Nowhere' } }, '/resources/0/stats/timezone: Brazil/Nowhere is not a timezone'],
  ['a column that is no field', { view: { kind: 'grid', columns: ['name'] } }, '/resources/0/view/columns/0: there is no field name'],
  [
    'an action that is not there',
    { view: { kind: 'grid', columns: ['status'], actions: [{ action: 'send' }] } },
    '/view/actions/0/action: there is no action send',
  ],
  [
    'a list that a record cannot have',
    {
      view: {
        kind: 'grid',
        columns: ['status'],
        lists: [{ displayName: both('Lines'), pointer: '/lines', columns: [{ pointer: '/sku', type: 'text', displayName: both('SKU') }] }],
      },
    },
    '/view/lists/0/pointer: /lines leads nowhere',
  ],
  [
    'a link to nothing',
    { view: { kind: 'grid', columns: ['status'], links: [{ resource: 'parcels', from: ['/shopId'] }] } },
    '/view/links/0/resource: there is no resource parcels',
  ],
  [
    'a link by a field that lists cannot be narrowed by',
    { view: { kind: 'grid', columns: ['status'], links: [{ resource: 'orders', from: ['/shopId'], field: 'total' }] } },
    '/view/links/0/field: total is not a filter field of orders',
  ],
  [
    'a moment that a record does not tell',
    { view: { kind: 'grid', columns: ['status'], moments: [{ pointer: '/paidAt', displayName: both('Paid') }] } },
    '/view/moments/0/pointer: /paidAt leads nowhere',
  ],
  ['an inbox without its parts', { view: { kind: 'inbox', columns: ['status'] } }, '/resources/0/view/inbox: kind inbox'],
  ['a parent that is not there', { parent: { resource: 'shops' } }, '/resources/0/parent/resource: there is no resource shops'],
  ['itself as its parent', { parent: { resource: 'orders' } }, '/resources/0: orders waits for itself'],
  ['a predecessor that is not there', { syncAfter: ['shops'] }, '/resources/0/syncAfter/0: there is no resource shops'],
  ['a full scan without detail', { deletes: { by: 'fullScan', verify: 'get', everyHours: 1 } }, '/resources/0/deletes: a full scan asks'],
  [
    'open records of an unknown field',
    { reread: { field: 'kind', values: ['a'], everySeconds: 60 } },
    '/resources/0/reread/field: kind is not a filter field',
  ],
  [
    'open records that cannot be read by their id',
    { reread: { field: 'status', values: ['paid'], everySeconds: 60 } },
    '/resources/0/reread: records are read again',
  ],
  ['deliveries of deletes that nobody names', { deletes: { by: 'webhook' } }, '/resources/0/deletes: webhook.deletedTopics'],
  ['a webhook that is not there', { webhook: { name: 'hooks', topics: ['a'], keyBy: '/id' } }, '/webhook/name: there is no webhook hooks'],
  ['a cursor that its list never asks by', { cursor: CURSOR }, 'lists/orders.json: never reads {{since}}'],
  ['a sample that is not there', { sample: 'samples/none.json' }, '/resources/0/sample: samples/none.json is not there'],
  ['a schema that is not there', { schema: 'schemas/none.json' }, '/resources/0/schema: schemas/none.json is not there'],
  ['a list that is not there', { list: 'lists/none.json' }, '/resources/0/list: lists/none.json is not there'],
  ['a detail that is not there', { detail: { entry: 'details/none.ts', when: 'always' } }, '/detail/entry: details/none.ts is not there'],
  ['a mapping that is not there', { hub: { entity: 'order', map: 'hub/none.json' } }, '/hub/map: hub/none.json is not there'],
]

test.each(BAD_RESOURCES)('a resource with %s is refused by name', async (_what, resource, expected) => {
  expect(await faultsOf(resource)).toContain(expected)
})

const BAD_LISTS: ReadonlyArray<[what: string, list: object, fault: string]> = [
  ['neither records nor ids', { ...LIST, records: undefined }, 'either records or ids'],
  ['both records and ids', { ...LIST, ids: '/ids' }, 'either records or ids'],
  ['ids but no detail to read them', { ...LIST, records: undefined, ids: '/ids' }, 'a list of ids needs detail'],
  ['pages it never counts', { ...LIST, paging: { kind: 'page', size: 10 } }, 'never reads {{page.number}}'],
  [
    'the member of another kind of paging',
    { ...LIST, paging: { kind: 'page', size: 10 }, request: { ...LIST.request, query: { o: '{{page.offset}}' } } },
    '{{page.offset}} is not there: paging of kind page gives {{page.number}}',
  ],
  ['an unknown kind of paging', { ...LIST, paging: { kind: 'magic' } }, 'lists/orders.json /paging'],
  ['an end by a total it does not name', { ...SINCE, paging: { kind: 'offset', size: 5 }, done: { by: 'total' } }, 'lists/orders.json'],
  ['a window without a cursor', SINCE, 'since and until need the cursor'],
  ['a parent it does not have', { ...LIST, request: { ...LIST.request, query: { p: '{{parent.id}}' } } }, 'the resource has no parent'],
  [
    'settings nobody declared',
    { ...LIST, request: { ...LIST.request, query: { s: '{{settings.shop}}' } } },
    'settings.shop does not exist',
  ],
  [
    'another host',
    { ...LIST, request: { method: 'GET', url: 'https://evil.example/orders' } },
    'GET evil.example/orders is not in permissions.egress',
  ],
  [
    'a host that comes from data',
    { ...LIST, request: { method: 'GET', url: 'https://{{settings.host}}/orders' } },
    'lists/orders.json /request/url',
  ],
  [
    'a credential in a header',
    { ...LIST, request: { ...LIST.request, headers: { authorization: 'x' } } },
    'authorization is set by the host',
  ],
  ['a root that is not there', { ...LIST, request: { ...LIST.request, query: { t: '{{secrets.token}}' } } }, 'may only read'],
]

test.each(BAD_LISTS)('a list with %s is refused by name', async (_what, list, expected) => {
  expect(await faultsOf({}, { 'lists/orders.json': list })).toContain(expected)
})

test('a detail that never reads the key is refused, and so is a parent field that its records do not have', async () => {
  const detail = { request: { method: 'GET', url: `${ORIGIN}/orders` }, output: '{{body}}' }
  expect(await faultsOf({ detail: { entry: 'details/order.json', when: 'onDemand' } }, { 'details/order.json': detail })).toContain(
    'never reads {{input.key}}',
  )
  const items = ordersResource({ name: 'items', list: 'lists/items.json', parent: { resource: 'orders', where: { total: [1] } } })
  const list = { ...LIST, request: { method: 'GET', url: `${ORIGIN}/orders/{{parent.number}}/items` } }
  const faults = await shopFaults(shopManifest({ resources: [ordersResource(), items] }), { ...FILES, 'lists/items.json': list })
  expect(faults.join('\n')).toContain('/resources/1/parent/where/total: total is not a filter field of orders')
  expect(faults.join('\n')).toContain('lists/items.json: parent.number does not exist')
})

test('two resources of one name, and a sample without a key, are named', async () => {
  const twice = await shopFaults(shopManifest({ resources: [ordersResource(), ordersResource()] }), FILES)
  expect(twice.join('\n')).toContain('/resources/1: orders is there twice')
  expect(await faultsOf({}, { 'samples/order.json': { status: 'paid' } })).toContain('samples/order.json /id: the key must be')
})

const BAD_WEBHOOKS: ReadonlyArray<[what: string, webhook: Partial<Webhook>, fault: string]> = [
  ['a subscription that cannot be ended', { subscribe: 'hooks/on.json' }, '/webhooks/0/unsubscribe: what is subscribed is unsubscribed'],
  ['a renewal of nothing', { renewBeforeSeconds: 60 }, '/webhooks/0/renewBeforeSeconds: there is nothing'],
  [
    'a list of ids of missed deliveries',
    { missed: { entry: 'hooks/missed.json', everySeconds: 60 } },
    'hooks/missed.json /ids: a delivery is a whole body',
  ],
]

test.each(BAD_WEBHOOKS)('a webhook with %s is refused by name', async (_what, webhook, expected) => {
  const files = {
    ...FILES,
    'hooks/on.json': { request: { method: 'POST', url: `${ORIGIN}/hooks` }, output: {} },
    'hooks/missed.json': { ...LIST, records: undefined, ids: '/ids' },
  }
  const faults = await shopFaults(shopManifest({ webhooks: [{ ...EVENTS, ...webhook }] }), files)
  expect(faults.join('\n')).toContain(expected)
})

const BAD_ROUTES: ReadonlyArray<[what: string, route: Partial<Manifest['routes'][number]>, fault: string]> = [
  ['a resource that is not there', { bind: 'resource:shops.list' }, '/routes/0/bind: there is no resource shops'],
  ['figures that are not kept', { bind: 'resource:orders.stats' }, '/routes/0/bind: orders declares no stats'],
  ['one record that cannot be read', { bind: 'resource:orders.sync' }, '/routes/0/bind: orders has no detail'],
  ['an action that is not there', { bind: 'action:send' }, '/routes/0/bind: there is no action send'],
  ['a handler that is not there', { bind: 'handler:routes/none.ts' }, '/routes/0/bind: routes/none.ts is not there'],
  ['an operation that nobody has', { bind: 'platform:shutdown' }, 'manifest.json /routes/0/bind'],
  ['a sign-in without its scheme', { bind: 'platform:oauth.start', auth: 'none' }, '/routes/0/auth: none is not an oauth2 auth'],
  ['data for anybody', { bind: 'resource:orders.list', access: 'public' }, '/routes/0/access: only oauth operations'],
  ['two parameters of one name', { path: '/orders/:id/:id' }, '/routes/0/path: two parameters'],
  ['a parameter inside a segment', { path: '/orders/x:id' }, '/routes/0/path: a parameter is a whole segment'],
  ['a record to read again that nobody reads', { refreshes: { resource: 'orders', key: 'id' } }, '/routes/0/refreshes: only an action'],
]

test.each(BAD_ROUTES)('a route with %s is refused by name', async (_what, route, expected) => {
  const routes = [{ method: 'GET' as const, path: '/orders', bind: 'resource:orders.list', ...route }]
  expect(await faultsOf({}, {}, { routes })).toContain(expected)
})

test('two routes that answer the same requests are refused, whatever their parameters are called', async () => {
  const routes = ['/orders/:id', '/orders/:key'].map((path) => ({ method: 'GET' as const, path, bind: 'resource:orders.list' }))
  expect(await faultsOf({}, {}, { routes })).toContain('/routes/1: GET /orders/:key is there twice')
})

const HOSTS: ReadonlyArray<[host: string, fault: string | null]> = [
  ['*', 'manifest.json /permissions/egress/0/host'],
  ['10.0.0.1', 'manifest.json /permissions/egress/0/host'],
  ['[::1]', 'manifest.json /permissions/egress/0/host'],
  ['0x7f000001', 'manifest.json /permissions/egress/0/host'],
  ['localhost', 'manifest.json /permissions/egress/0/host'],
  ['db.internal', 'is a private name'],
  ['printer.local', 'is a private name'],
  ['1.0.0.127.in-addr.arpa', 'is a private name'],
  ['*.br', 'manifest.json /permissions/egress/0/host'],
  ['*.com.br', 'lets everybody in'],
  ['*.vercel.app', 'lets everybody in'],
  ['-a.example.com', 'is not a host name'],
  ['*.bling.com.br', null],
  ['api.bling.com.br', null],
]

test.each(HOSTS)('C14 a permission for %s is judged when the connector is loaded', async (host, expected) => {
  const egress = [{ host, methods: ['GET' as const], reason: both('x') }]
  const faults = (await shopFaults(shopManifest({ permissions: { egress } }), FILES)).join('\n')
  if (expected === null) expect(faults).toBe('')
  else expect(faults).toContain(expected)
})

test('unknown permissions, bad ids and versions are refused', async () => {
  for (const [part, at] of [
    [{ permissions: { egress: [], shell: true } }, '/permissions/shell'],
    [{ permissions: { egress: [], personalData: ['shoeSize'] } }, '/permissions/personalData/0'],
    [{ id: 'acme/Shop' }, '/id'],
    [{ id: 'acme/shop/x' }, '/id'],
    [{ version: '1.0' }, '/version'],
    [{ version: '01.0.0' }, '/version'],
    [{ manifestVersion: 2 }, '/manifestVersion'],
  ] as const) {
    const manifest: Manifest = JSON.parse(JSON.stringify({ ...shopManifest(), ...part }))
    expect((await shopFaults(manifest, FILES)).join('\n')).toContain(`manifest.json ${at}`)
  }
})

test('C33 a schema that holds itself is refused, and a pattern that explodes elsewhere costs nothing here', async () => {
  const cyclic = {
    type: 'object',
    properties: { id: { $ref: '#/$defs/a' } },
    $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } } } },
  }
  expect(await faultsOf({}, { 'schemas/order.json': cyclic })).toContain('schemas/order.json: a schema that contains itself')
  const schema = {
    ...(ORDER_FILES['schemas/order.json'] as object),
    properties: { id: {}, status: { type: 'string', pattern: '^(a+)+$' }, total: {}, changedAt: {} },
  }
  const startedMs = performance.now()
  expect(await faultsOf({}, { 'schemas/order.json': schema, 'samples/order.json': { id: 1, status: `${'a'.repeat(5000)}!` } })).toContain(
    'samples/order.json /status',
  )
  expect(performance.now() - startedMs).toBeLessThan(5000)
})

test('a folder that is too large or holds too many files is not read', async () => {
  const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`schemas/s${index}.json`, {}]))
  expect((await shopFaults(shopManifest(), { ...FILES, ...many })).join('\n')).toContain('more than 500 files')
  expect((await shopFaults(shopManifest(), { ...FILES, 'big.bin': 'x'.repeat(20 * 1024 * 1024 + 1) })).join('\n')).toContain(
    'larger than 20 MB',
  )
  expect(
    (await shopFaults(shopManifest(), { ...FILES, 'schemas/order.json': `{"type":"object","x":"${'x'.repeat(300_000)}"}` })).join('\n'),
  ).not.toContain('20 MB')
  expect(await faultsOf({}, { 'samples/order.json': `"${'x'.repeat(300_000)}"` })).toContain('samples/order.json: larger than 256 KB')
})

test('files that differ in capitals only are refused', async () => {
  expect(await faultsOf({}, { 'samples/Order.json': {} })).toContain('differs from another file in capitals only')
})

test('with one fault nothing is loaded, and every fault is named', async () => {
  const { registry, faults } = await loadShop(
    shopManifest({
      resources: [ordersResource({ title: '/number', stats: { groupBy: ['kind'] } })],
      routes: [{ method: 'GET', path: '/a', bind: 'action:none' }],
    }),
    FILES,
  )
  expect(registry).toBeNull()
  expect(faults.map((fault) => fault.at).sort()).toEqual(['/resources/0/stats/groupBy/0', '/resources/0/title', '/routes/0/bind'])
})
