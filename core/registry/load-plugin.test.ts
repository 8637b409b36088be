import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultLine } from './fault-list.ts'
import { folderIntegrity } from './folder-checksum.ts'
import { loadPlugin } from './load-plugin.ts'
import { copyPlugin, type PluginFolder, PROJECT_ROOT, setAt } from './testing/plugin-folder.ts'

let copy: PluginFolder
beforeEach(async () => {
  copy = await copyPlugin('bling')
})
afterEach(() => copy.dispose())

async function faults(): Promise<string[]> {
  return (await loadPlugin(copy.folder)).faults.map((fault) => faultLine(fault).trim())
}

test('files that were checked before are not checked again until one byte of them differs; then every fault is named at once', async () => {
  await copy.editJson('samples/find-order.json', (sample) => setAt(sample, '/input', 7))
  await copy.editJson('manifest.json', (manifest) => setAt(manifest, '/surprise', true))
  const checked = await folderIntegrity(copy.folder)
  expect((await loadPlugin(copy.folder, checked)).faults).toEqual([])
  await copy.write('client.ts', '')
  const named = (await loadPlugin(copy.folder, checked)).faults.map(faultLine).join()
  expect(named).toContain('manifest.json /surprise')
  await copy.editJson('manifest.json', (manifest) => setAt(manifest, '/surprise', undefined))
  expect((await loadPlugin(copy.folder, checked)).faults.map(faultLine).join()).toContain('samples/find-order.json /input')
})

test('C33 the limits of schemas hold for files that were checked before, and what they declare is enforced', async () => {
  const checked = await folderIntegrity(copy.folder)
  const order = (await loadPlugin(copy.folder, checked)).plugin?.actions.get('find-order')
  expect(order?.input.validator.validate(order.sample.input)).toEqual([])
  expect(order?.input.validator.validate({ surprise: true })).not.toEqual([])
  await copy.editJson('schemas/find-order.input.json', (schema) => setAt(schema, '/properties/self', { $ref: '#/properties/self' }))
  const recursive = await loadPlugin(copy.folder, await folderIntegrity(copy.folder))
  expect(recursive.faults.map(faultLine).join()).toContain('a schema that contains itself is not allowed')
})

test('every bundled connector is fine', async () => {
  for (const name of ['bling', 'mercado-livre']) expect((await loadPlugin(path.join(PROJECT_ROOT, 'plugins', name))).faults).toEqual([])
})

const ORDER = 'manifest.json /actions/4'
const BAD_MANIFESTS: ReadonlyArray<[what: string, pointer: string, value: unknown, fault: string]> = [
  ['an unknown member', '/surprise', true, 'manifest.json /surprise'],
  ['a version with build metadata', '/version', '1.0.0+build', 'manifest.json /version'],
  ['an id that is not the folder', '/id', 'tomada/blang', 'manifest.json /id: the folder of tomada/blang is blang'],
  ['an id with a Cyrillic letter (C36)', '/id', 'tomada/blіng', 'manifest.json /id'],
  ['an id with a zero-width character (C36)', '/id', 'tomada/bl\u200bing', 'manifest.json /id'],
  ['another publisher', '/publisher/id', 'acme', 'manifest.json /publisher/id: tomada/bling belongs to another publisher'],
  ['a host range that leaves this version out', '/engine/platform', '>=9', 'manifest.json /engine/platform: needs >=9'],
  ['a text without Portuguese', '/displayName', { en: 'Bling' }, 'manifest.json /displayName/pt-BR'],
  ['an address instead of a host', '/permissions/egress/0/host', '10.0.0.1', 'manifest.json /permissions/egress/0/host'],
  ['every host', '/permissions/egress/0/host', '*', 'manifest.json /permissions/egress/0/host'],
  ['a single-label host', '/permissions/egress/0/host', 'localhost', 'manifest.json /permissions/egress/0/host'],
  [
    'a token address on an undeclared host',
    '/auth/0/oauth2/tokenUrl',
    'https://bling.example/token',
    'POST bling.example/token is not in permissions.egress',
  ],
  [
    'a token address outside the declared path',
    '/auth/0/oauth2/tokenUrl',
    'https://api.bling.com.br/oauth/token',
    'POST api.bling.com.br/oauth/token is not in',
  ],
  [
    'a token address by a setting that does not exist',
    '/auth/0/oauth2/tokenUrl',
    'https://api.{setting:country}.example/token',
    '/auth/0/oauth2/tokenUrl: country is not a setting with an enum of texts',
  ],
  ['a quota without a window', '/limits/0', { quota: 3, per: 'connection' }, '/limits/0/windowSeconds: a quota needs its window'],
  [
    'reads that repeat only for some calls',
    '/limits/0',
    { per: 'connection', redundantReadSeconds: 60, only: 'reads' },
    '/limits/0/redundantReadSeconds: holds for all calls, so that writes are seen',
  ],
  [
    'what writes change without reads that repeat',
    '/limits/0',
    { per: 'connection', concurrency: 1, changedOnlyBy: [{ reads: '/products', writes: ['/products'] }] },
    '/limits/0/changedOnlyBy: needs redundantReadSeconds',
  ],
  ['a limit that limits nothing', '/limits/0', { per: 'connection' }, '/limits/0: limits nothing'],
  [
    'a day in a timezone that does not exist',
    '/limits/0',
    { quota: 3, day: { timezone: 'America/Sao_Carlos' }, per: 'connection' },
    'America/Sao_Carlos is not a timezone',
  ],
  [
    'a quota by a setting that does not exist',
    '/limits/0',
    { quota: 3, windowSeconds: 1, per: 'connection', planSetting: 'plan' },
    '/limits/0/planSetting: plan is not among the settings',
  ],
  ['oauth2 without its block', '/auth/0/oauth2', undefined, 'manifest.json /auth/0'],
  [
    'a test action that does not exist',
    '/auth/0/test/action',
    'get-nothing',
    'manifest.json /auth/0/test/action: there is no action get-nothing',
  ],
  [
    'a test action that changes something',
    '/auth/0/test/action',
    'create-order',
    'manifest.json /auth/0/test/action: a test reads and changes nothing',
  ],
  [
    'a test action that needs input',
    '/auth/0/test/action',
    'find-order',
    'manifest.json /auth/0/test/action: a test action needs no input',
  ],
  ['an account pointer that leads nowhere', '/auth/0/account/id', '/uuid', 'manifest.json /auth/0/account/id: /uuid leads nowhere'],
  [
    'a trigger of a webhook that does not exist',
    '/triggers/0/webhook',
    'orders',
    'manifest.json /triggers/0/webhook: there is no webhook orders',
  ],
  ['a webhook nobody can be told apart on', '/webhooks/0/connectionBy', undefined, 'manifest.json /webhooks/0/connectionBy'],
  ['a webhook signed with an unknown secret', '/webhooks/0/verify/secret/field', 'password', 'manifest.json /webhooks/0/verify/secret'],
  [
    'a secret per connection at one address for all',
    '/webhooks/0/verify/secret/of',
    'connection',
    'manifest.json /webhooks/0/verify/secret/of: one address',
  ],
  [
    'a claimed path where each connection has its own',
    '/webhooks/0',
    { name: 'events', scope: 'connection', paths: ['/x/hooks'], verify: { scheme: 'none' }, reply: { status: 200 } },
    'manifest.json /webhooks/0/paths: each connection',
  ],
  ['a signature scheme nobody knows', '/webhooks/0/verify/scheme', 'md5', 'manifest.json /webhooks/0/verify'],
  ['a webhook that takes over our sign-in', '/webhooks/0/paths', ['/auth/login'], '/auth/login belongs to the product itself'],
  ['webhooks without the permission', '/permissions/inbound', undefined, 'manifest.json /permissions/inbound/webhook'],
  ['two actions of one name', '/actions/1/name', 'get-company', 'manifest.json /actions/1: get-company is there twice'],
  [
    'an entry file that is not there',
    '/actions/1/entry',
    'actions/find.ts',
    'manifest.json /actions/1/entry: actions/find.ts is not there',
  ],
  ['an entry that leads outside', '/actions/1/entry', '../mercado-livre/client.ts', 'manifest.json /actions/1/entry'],
  ['an absolute entry', '/actions/1/entry', '/etc/passwd', 'manifest.json /actions/1/entry'],
  [
    'a read that must not be repeated',
    '/actions/1/repeatable',
    { mode: false },
    'manifest.json /actions/1/repeatable: a read can be repeated',
  ],
  ['a create that may be repeated blindly', '/actions/4/repeatable', { mode: 'natural' }, `${ORDER}/repeatable: creating twice`],
  [
    'a look-up that does not exist',
    '/actions/4/repeatable/lookup/action',
    'find-it',
    `${ORDER}/repeatable/lookup/action: there is no action find-it`,
  ],
  [
    'a look-up that changes something',
    '/actions/4/repeatable/lookup/action',
    'create-contact',
    `${ORDER}/repeatable/lookup/action: a look-up reads`,
  ],
  ['a natural key that is not in the input', '/actions/4/repeatable/by/0', '/number', `${ORDER}/repeatable/by/0: /number leads nowhere`],
  [
    'a look-up input that is not in the input',
    '/actions/4/repeatable/lookup/input/numeroLoja',
    '{{input.number}}',
    `${ORDER}/repeatable/lookup/input: input.number does not exist`,
  ],
  [
    'a look-up output that is not in the output',
    '/actions/4/repeatable/lookup/output/id',
    '{{output.id}}',
    `${ORDER}/repeatable/lookup/output: output.id does not exist`,
  ],
  ['an error pattern that only backtracking engines know', '/errors/0/when/matches', '(?=day)', 'manifest.json /errors/0/when/matches'],
  ['an error rule without a condition', '/errors/0/when', {}, 'manifest.json /errors/0/when'],
  ['a day without its timezone', '/errors/0/wait', { until: 'nextDay' }, 'manifest.json /errors/0/wait/timezone'],
  ['code while it says to be declarative', '/runtime/kind', 'declarative', 'manifest.json /runtime/kind: the entries make it sandbox'],
  ['a runtime that its entries do not have', '/runtime/kind', 'driver', 'manifest.json /runtime/kind: the entries make it sandbox'],
]

test.each(BAD_MANIFESTS)('a manifest with %s is refused by name', async (_what, pointer, value, expected) => {
  await copy.editJson('manifest.json', (manifest) => setAt(manifest, pointer, value))
  expect((await faults()).join('\n')).toContain(expected)
})

test('a driver of anybody else is refused: it would run as the host does', async () => {
  await copy.editJson('manifest.json', (manifest) => {
    setAt(manifest, '/publisher/id', 'acme')
    setAt(manifest, '/actions/4/entry', 'driver#createOrder')
    setAt(manifest, '/runtime/kind', 'driver')
  })
  expect((await faults()).join('\n')).toContain('/runtime/kind: only connectors of Tomada have a driver')
})

describe('files of a connector', () => {
  test('every fault is named at once, not only the first', async () => {
    await copy.editJson('manifest.json', (manifest) => {
      setAt(manifest, '/triggers/0/webhook', 'orders')
      setAt(manifest, '/actions/1/entry', 'actions/find.ts')
    })
    await copy.write('samples/find-order.json', '{"input": {}, "output": {"pedido": null}}')
    expect(await faults()).toEqual(
      expect.arrayContaining([
        'bling/manifest.json /triggers/0/webhook: there is no webhook orders',
        'bling/manifest.json /actions/1/entry: actions/find.ts is not there',
        expect.stringContaining('bling/samples/find-order.json /input/numeroLoja'),
      ]),
    )
  })

  test('a schema text in one language only is named with its place', async () => {
    await copy.editJson('schemas/find-order.input.json', (schema) => setAt(schema, '/properties/numeroLoja/title', 'Number'))
    expect(await faults()).toContain('bling/schemas/find-order.input.json /properties/numeroLoja/title: the text must be {en, pt-BR}')
  })

  test('C33 a schema that fetches another, or one with look-ahead, is refused', async () => {
    await copy.editJson('schemas/find-order.input.json', (schema) =>
      setAt(schema, '/properties/numeroLoja', { $ref: 'https://evil.example/schema.json' }),
    )
    await copy.editJson('schemas/find-contact.input.json', (schema) => setAt(schema, '/properties/numeroDocumento/pattern', '^(?!x)'))
    const found = (await faults()).join('\n')
    expect(found).toContain('schemas/find-order.input.json: a $ref points inside the same schema')
    expect(found).toContain('schemas/find-contact.input.json')
  })

  test('a template that calls an undeclared host, method or sets a credential header is refused', async () => {
    const call = (request: object) => copy.write('actions/get-company.json', JSON.stringify({ request, output: {} }))
    await call({ method: 'GET', url: 'https://evil.example/x' })
    expect(await faults()).toContain('bling/actions/get-company.json /request/url: GET evil.example/x is not in permissions.egress')
    await call({ method: 'DELETE', url: 'https://api.bling.com.br/Api/v3/x' })
    expect((await faults()).join()).toContain('DELETE api.bling.com.br/Api/v3/x is not in permissions.egress')
    await call({ method: 'GET', url: 'https://api.bling.com.br/Api/v3/x', headers: { authorization: 'x' } })
    expect((await faults()).join()).toContain('the header authorization is set by the host')
    await call({ method: 'GET', url: 'https://{{input.host}}/Api/v3/x' })
    expect((await faults()).join()).toContain('actions/get-company.json /request/url')
  })

  test('a template that reads a field nobody gives is refused', async () => {
    await copy.write(
      'actions/get-company.json',
      JSON.stringify({ request: { method: 'GET', url: 'https://api.bling.com.br/Api/v3/{{input.id}}' }, output: {} }),
    )
    expect((await faults()).join()).toContain('input.id does not exist')
  })

  test('code that imports Node, another connector, its emulator or a package it does not name is refused', async () => {
    for (const [source, expected] of [
      ["import 'node:fs'", 'node:fs may not be imported'],
      ["import '../../mercado-livre/client.ts'", "is outside the connector's folder"],
      ["import '../emulator/main.ts'", 'an emulator shares no code with its connector'],
      ["import 'undici'", 'undici may not be imported'],
      ["await import('./find-order.ts')", 'dynamic-import is not available in the sandbox'],
    ] as const) {
      await copy.write('actions/find-contact.ts', `${source}\nexport default async () => ({ contato: null })`)
      expect((await faults()).join()).toContain(expected)
    }
  })

  test('code without a default export, or that does not parse, is refused with its file', async () => {
    await copy.write('actions/find-contact.ts', 'export const contact = 1')
    expect((await faults()).join()).toContain('No matching export in')
    await copy.write('actions/find-contact.ts', 'export default (')
    expect((await faults()).join()).toContain('bling/find-contact.ts')
  })

  test('code of more than 1 MB is refused', async () => {
    await copy.write('actions/find-contact.ts', `export default async () => ${JSON.stringify('x'.repeat(1024 * 1024))}`)
    expect((await faults()).join()).toContain('larger than 1 MB')
  })

  test('a picture that holds a script is refused', async () => {
    await copy.write('icon.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    expect((await faults()).join()).toContain('icon.svg: holds a script')
  })

  test('a folder without a manifest, and one that is not JSON, is named', async () => {
    await copy.write('manifest.json', '{')
    expect((await faults()).join()).toContain('bling/manifest.json:')
    await copy.remove('manifest.json')
    expect(await faults()).toEqual(['bling/manifest.json: is not there'])
  })
})
