import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { isBlockedAddress } from './blocked-addresses.ts'
import { systemDialer } from './dialer.ts'
import type { EgressRule } from './egress.types.ts'
import { openEndpoints } from './endpoints.ts'
import { recordingDialer } from './testing/recording-dialer.ts'
import { DECLARED, requestTo, TENANT, testBroker } from './testing/test-broker.ts'
import { openWitness, type Witness } from './testing/witness.ts'

const database = useTestDatabase()
let witness: Witness
beforeAll(async () => {
  witness = await openWitness()
})
afterAll(() => witness.close())

/** Everything that the WHATWG parser, a resolver or an operating system reads as an inside address. */
const INSIDE_V4 = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0x7f.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.0.0.01',
  '017700000001',
  '0x7F.0.1',
  '127.0.0.1.',
  '%31%32%37.0.0.1',
  '127%2e0%2e0%2e1',
  '１２７.０.０.１',
  '127。0。0。1',
  '①②⑦.⓪.⓪.①',
  '0',
  '0.0.0.0',
  '0x0',
  '00',
  '0.0.0.1',
  '10.0.0.1',
  '10.255.255.255',
  '0xa000001',
  '012.0.0.1',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '0xac100001',
  '2886729729',
  '192.168.0.1',
  '192.168.255.255',
  '3232235521',
  '0xc0a80001',
  '0300.0250.0.1',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.170.2',
  '169.254.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '100.127.255.255',
  '168.63.129.16',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '4294967295',
]

const INSIDE_V6 = [
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000::0001',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '::7f00:1',
  '::8.8.8.8',
  '::ffff:0:127.0.0.1',
  '::ffff:0:7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2002:c0a8:1::1',
  '2002:a9fe:a9fe::1',
  '2001:0:7f00:1::',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '3fff::1',
  '100::1',
  'fc00::1',
  'fd00::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fdff:ffff::1',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'feff::1',
  'ff02::1',
  'ff0e::1',
  '5f00::1',
  '4000::1',
  'e000::1',
  '2620:4f:8000::1',
]

const HOSTILE_URLS = [
  'https://localhost/',
  'https://LOCALHOST/',
  'https://localhost./',
  'https://sub.localhost/',
  'https://ip6-localhost/',
  'https://metadata.google.internal/',
  'https://api.shop.test.evil.example/',
  'https://evil-api.shop.test/',
  'https://shop.test/',
  'https://api.shop.test./',
  'https://api.shop.test:8443/',
  'https://api.shop.test:22/',
  'http://api.shop.test/',
  'ftp://api.shop.test/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:70/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'blob:https://api.shop.test/x',
  'ws://api.shop.test/',
  'unix:/var/run/docker.sock',
  'https://user@api.shop.test/',
  'https://user:password@api.shop.test/',
  'https://api.shop.test@127.0.0.1/',
  'https://api.shop.test%40127.0.0.1/',
  'https://api.shop.test#@127.0.0.1/ ',
  'https://127.0.0.1#api.shop.test',
  'https://127.0.0.1?api.shop.test',
  'https://127.0.0.1/api.shop.test',
  'https:\\\\127.0.0.1\\',
  'https://api.shop.test\\@127.0.0.1/',
  '//127.0.0.1/',
  '/relative',
  'api.shop.test',
  '',
  'https://',
  'https:///127.0.0.1',
  'https:127.0.0.1',
  'ht\ntps://api.shop.test/',
  'https://api.shop\t.test/',
  ' https://api.shop.test/',
  'https://api.shop.test/ x',
  'https://api.shop.test/\u0000',
  'https://аpi.shop.test/',
  'https://api.shop.test\u3002evil.example/',
  'https://[::1]:443/',
  'https://[::ffff:127.0.0.1]/',
  'https://[fe80::1%25eth0]/',
  'https://[::1',
  'https://::1/',
  'https://api.shop.test:99999/',
  `https://api.shop.test/${'a'.repeat(9000)}`,
]

test('C14 every special address is blocked in the form a resolver gives it', () => {
  const canonical = (host: string) => URL.parse(`https://${host}/`)?.hostname.replace(/^\[|\]$/g, '')
  for (const address of INSIDE_V4) expect(isBlockedAddress(canonical(address) ?? address), address).toBe(true)
  for (const address of INSIDE_V6) expect(isBlockedAddress(canonical(`[${address}]`) ?? ''), address).toBe(true)
  for (const odd of ['', ' ', 'localhost', '127.0.0.1 ', '1.1.1', 'fe80::1%eth0', '2606:4700::1%lo', '::ffff:1.1.1.1'])
    expect(isBlockedAddress(odd), odd).toBe(true)
  for (const outside of [
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.255.255',
    '2606:4700::1111',
    '2804:10::1',
  ]) {
    expect(isBlockedAddress(outside), outside).toBe(false)
  }
})

test('C14 more than a hundred spellings of inside addresses and hostile URLs are refused, and nothing is dialled', async () => {
  const dialer = recordingDialer(() => ['127.0.0.1'])
  const broker = testBroker(database(), { dialer })
  const port = witness.port
  const literals = [...INSIDE_V4, ...INSIDE_V6.map((address) => `[${address}]`)]
  const urls = [...HOSTILE_URLS, ...literals.flatMap((host) => [`https://${host}/`, `http://${host}:${port}/`])]
  expect(urls.length).toBeGreaterThan(250)
  for (const url of urls) {
    const result = await broker.send(requestTo(url))
    expect(result, url).toMatchObject({ ok: false, code: 'egress_refused', sent: 'no' })
  }
  expect(dialer.dialled).toEqual([])
  await broker.close()
})

test('C14 a declared literal address is still refused when it is an inside one, also over the real dialer', async () => {
  const broker = testBroker(database(), { dialer: systemDialer })
  const before = witness.connections()
  for (const host of [...INSIDE_V4, ...INSIDE_V6.map((address) => `[${address}]`), 'localhost', 'localhost.']) {
    const hostname = URL.parse(`http://${host}/`)?.hostname ?? host
    const rules: EgressRule[] = [{ host: hostname, scheme: 'http', port: witness.port, methods: ['GET'] }]
    const result = await broker.send(requestTo(`http://${host}:${witness.port}/`, { rules }))
    // `localhost.` does not resolve on every system; nothing is dialled either way.
    const code = host === 'localhost.' ? expect.any(String) : 'egress_refused'
    expect(result, host).toMatchObject({ ok: false, code, sent: 'no' })
  }
  expect(witness.connections()).toBe(before)
  await broker.close()
})

test('C14 a name is refused when any one of its addresses is inside', async () => {
  for (const inside of ['127.0.0.1', '10.1.2.3', '::1', '::ffff:10.0.0.1', 'fd00::1', '169.254.169.254']) {
    for (const addresses of [
      [inside],
      ['93.184.216.34', inside],
      [inside, '93.184.216.34'],
      ['2606:4700::1111', '93.184.216.34', inside],
    ]) {
      const dialer = recordingDialer(() => addresses)
      const broker = testBroker(database(), { dialer })
      expect(await broker.send(requestTo(`${DECLARED}/x`)), String(addresses)).toMatchObject({
        ok: false,
        code: 'egress_refused',
        sent: 'no',
      })
      expect(dialer.dialled).toEqual([])
      await broker.close()
    }
  }
})

test('C14 the socket goes to exactly the address that was checked: a name that changes its answer is never asked again', async () => {
  let looks = 0
  const dialer = recordingDialer(() => (looks++ === 0 ? ['93.184.216.34'] : ['127.0.0.1']))
  const broker = testBroker(database(), { dialer })
  expect(await broker.send(requestTo(`${DECLARED}/x`))).toMatchObject({ ok: false, code: 'network', sent: 'no' })
  expect(looks).toBe(1)
  expect(dialer.dialled).toMatchObject([{ address: '93.184.216.34', port: 443, hostname: 'api.shop.test', secure: true }])
  expect(await broker.send(requestTo(`${DECLARED}/x`))).toMatchObject({ ok: false, code: 'egress_refused' })
  expect(dialer.dialled).toHaveLength(1)
  await broker.close()
})

test('C14 methods, paths and ports that are not declared are refused', async () => {
  const rules: EgressRule[] = [
    { host: 'api.shop.test', methods: ['GET'], pathPrefix: '/v3/' },
    { host: '*.img.test', methods: ['GET'], port: 8443 },
  ]
  const dialer = recordingDialer()
  const broker = testBroker(database(), { dialer })
  const refused: Array<[string, string]> = [
    ['POST', `${DECLARED}/v3/x`],
    ['get', `${DECLARED}/v3/x`],
    ['CONNECT', `${DECLARED}/v3/x`],
    ['TRACE', `${DECLARED}/v3/x`],
    ['GET', `${DECLARED}/`],
    ['GET', `${DECLARED}/v3`],
    ['GET', `${DECLARED}/v33/x`],
    ['GET', `${DECLARED}/v3/../admin`],
    ['GET', `${DECLARED}/v3/%2e%2e/admin`],
    ['GET', `${DECLARED}/v3/%2E./admin`],
    ['GET', `${DECLARED}/v3/..%2fadmin`],
    ['GET', `${DECLARED}/v3/x%2f..%2f..%2fadmin`],
    ['GET', `${DECLARED}/v3/%252e%252e%252fadmin`],
    ['GET', `${DECLARED}/v3/..%5cadmin`],
    ['GET', 'https://img.test:8443/'],
    ['GET', 'https://a.img.test/'],
    ['GET', 'https://aimg.test:8443/'],
    ['GET', 'https://.img.test:8443/'],
  ]
  for (const [method, url] of refused)
    expect(await broker.send(requestTo(url, { method, rules })), `${method} ${url}`).toMatchObject({ code: 'egress_refused', sent: 'no' })
  expect(dialer.dialled).toEqual([])
  for (const url of [
    `${DECLARED}/v3/x`,
    `${DECLARED}/v3/a..b`,
    `${DECLARED}/v3/x?y=../..`,
    'https://a.img.test:8443/',
    'https://A.B.IMG.test:8443/x',
  ]) {
    expect(await broker.send(requestTo(url, { rules })), url).toMatchObject({ ok: false, code: 'network', sent: 'no' })
  }
  expect(dialer.dialled).toHaveLength(5)
  await broker.close()
})

test('C14 PROVIDER_ENDPOINTS reroutes exactly the declared origin, after its name was checked, and records keep the declared one', async () => {
  const dialer = recordingDialer()
  const endpoints = { [DECLARED]: witness.origin }
  const mapped = testBroker(database(), { endpoints })
  const result = await mapped.send(requestTo(`${DECLARED}/orders?x=1`))
  expect(result).toMatchObject({ ok: true, status: 200, json: { ok: true }, call: { url: `${DECLARED}/orders?x=1` } })
  expect(witness.requests.at(-1)).toMatchObject({ url: '/orders?x=1', headers: { host: 'api.shop.test' } })
  expect(JSON.stringify(result)).not.toContain('127.0.0.1')
  await mapped.close()

  const before = witness.connections()
  const guarded = testBroker(database(), { endpoints, dialer })
  for (const url of [witness.origin, `${DECLARED}:8443/`, 'http://api.shop.test/', 'https://other.test/']) {
    expect(await guarded.send(requestTo(url)), url).toMatchObject({ ok: false, code: 'egress_refused', sent: 'no' })
  }
  expect([dialer.dialled.length, witness.connections()]).toEqual([0, before])
  expect(() => testBroker(database(), { endpoints: { [`${DECLARED}/v3`]: witness.origin } })).toThrow(/origins/)
  await guarded.close()
})

test('C14 an origin that is mapped for one workspace stays guarded for every other', async () => {
  const dialer = recordingDialer()
  const endpoints = openEndpoints({})
  const broker = testBroker(database(), {
    endpoints,
    dialer: { ...dialer, connect: systemDialer.connect, resolve: async () => ['127.0.0.1'] },
  })
  endpoints.mapFor(TENANT, { [DECLARED]: witness.origin })
  expect(await broker.send(requestTo(`${DECLARED}/x`))).toMatchObject({ ok: true })
  const other = '00000000-0000-4000-8000-00000000000b'
  expect(await broker.send(requestTo(`${DECLARED}/x`, { tenantId: other }))).toMatchObject({
    ok: false,
    code: 'egress_refused',
    sent: 'no',
  })
  expect(endpoints.forBrowser(TENANT, `${DECLARED}/authorize?a=b`)).toBe(`${witness.origin}/authorize?a=b`)
  expect(endpoints.forBrowser(other, `${DECLARED}/authorize?a=b`)).toBe(`${DECLARED}/authorize?a=b`)
  await broker.close()
})

test('C14 proxy variables of the environment change nothing', async () => {
  const before = witness.connections()
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']
  const set = Object.fromEntries(names.map((name) => [name, witness.origin]))
  Object.assign(process.env, set)
  try {
    const dialer = recordingDialer()
    const broker = testBroker(database(), { dialer })
    await broker.send(requestTo(`${DECLARED}/x`))
    expect(dialer.dialled).toMatchObject([{ address: '93.184.216.34' }])
    expect(witness.connections()).toBe(before)
    await broker.close()
  } finally {
    for (const name of names) delete process.env[name]
  }
})
