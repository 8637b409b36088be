import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '../platform/logger.ts'
import { openRegistry } from './registry.service.ts'
import type { Registry } from './registry.types.ts'
import { PROJECT_ROOT } from './testing/plugin-folder.ts'

const logger = createLogger({ level: 'silent' })
let root = ''
let registry: Registry

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tomada-registry-'))
  await cp(path.join(PROJECT_ROOT, 'plugins'), path.join(root, 'plugins'), {
    recursive: true,
    filter: (file) => !/[/\\](emulator|node_modules)$/.test(file),
  })
  await symlink(path.join(PROJECT_ROOT, 'node_modules'), path.join(root, 'node_modules'))
  await cp(path.join(PROJECT_ROOT, 'plugin-registry.json'), path.join(root, 'plugin-registry.json'))
  registry = await openRegistry({ root: PROJECT_ROOT, modified: 'refuse', logger })
})
afterAll(() => rm(root, { recursive: true, force: true }))

test('one changed byte in a connector keeps it from loading where that is demanded', async () => {
  const file = path.join(root, 'plugins/bling/client.ts')
  await writeFile(file, '\n', { flag: 'a' })
  await expect(openRegistry({ root, modified: 'refuse', logger })).rejects.toThrow('modified: the files differ from the checksum')
  expect((await openRegistry({ root, modified: 'warn', logger })).names()).toContain('bling')
})

test('C29 names such as constructor or __proto__ find nothing', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'bling/../mercado-livre', '']) {
    expect(registry.plugin(name)).toBeNull()
    expect(registry.action('bling', name)).toBeNull()
    expect(registry.auth('bling', name)).toBeNull()
    expect(registry.trigger(name, name)).toBeNull()
    expect(registry.egressRules(name)).toEqual([])
  }
  expect(() => registry.actionOf('bling', 'constructor')).toThrow('not_found')
})

test('texts come in the language that was asked for, down to fields and their choices', () => {
  const field = (locale: 'en' | 'pt-BR') => {
    const action = registry.connector('bling', locale)?.actions.find((one) => one.name === 'create-contact')
    return JSON.stringify(action?.input)
  }
  expect(field('pt-BR')).toContain('"title":"Tipo de pessoa"')
  expect(field('pt-BR')).toContain('"F":"Física"')
  expect(field('en')).toContain('"F":"Person"')
  expect(registry.connector('mercado-livre', 'en')?.triggers[0]?.displayName).toBe('Order created or changed')
})

test('whoever connects an account reads first where its requests may go and why, and finds the connector by need', () => {
  const bling = registry.connector('bling', 'pt-BR')
  expect(bling?.hosts[0]).toEqual({ host: 'api.bling.com.br', reason: 'Lê produtos, estoque, contatos, pedidos e notas fiscais.' })
  expect(bling?.hosts.map(({ reason }) => reason)).toContain('Envia notas fiscais à Sefaz.')
  expect(registry.connector('bling', 'en')?.hosts[0]?.reason).toMatch(/^Reads products/)
  expect(bling?.keywords).toContain('nota fiscal')
})

test('MH-65 connecting Bling asks for nothing but the sign-in at Bling: no API key, no tenant', () => {
  const [auth, ...others] = registry.connector('bling', 'pt-BR')?.auth ?? []
  expect(others).toEqual([])
  expect(auth).toMatchObject({ type: 'oauth2', fields: null, app: true })
})

test('MH-70 connecting Omie asks for app key and secret alone, the secret masked; no tenant', () => {
  const [auth, ...others] = registry.connector('omie', 'pt-BR')?.auth ?? []
  expect(others).toEqual([])
  expect(auth).toMatchObject({ type: 'apiKey', app: false, fields: { required: ['appKey', 'appSecret'], additionalProperties: false } })
  const properties: Record<string, { 'x-secret'?: boolean }> = Object(Object(auth?.fields).properties)
  expect(Object.entries(properties).map(([name, field]) => [name, field['x-secret'] === true])).toEqual([
    ['appKey', false],
    ['appSecret', true],
  ])
})

test('what an operator may set for connectors is listed', () => {
  expect(registry.envNames()).toEqual([
    'BLING_CLIENT_ID',
    'BLING_CLIENT_SECRET',
    'EXTERNAL_API_CLIENT_ID',
    'EXTERNAL_API_CLIENT_SECRET',
    'EXTERNAL_API_URL',
    'GOOGLE_MAIL_CLIENT_ID',
    'GOOGLE_MAIL_CLIENT_SECRET',
    'MELI_CLIENT_ID',
    'MELI_CLIENT_SECRET',
    'MELI_REDIRECT_URI',
    'MICROSOFT_MAIL_CLIENT_ID',
    'MICROSOFT_MAIL_CLIENT_SECRET',
    'OLE_API_BASE_URL',
    'TINY_CLIENT_ID',
    'TINY_CLIENT_SECRET',
  ])
})

test('ML-03 the old OAuth addresses are bound to the host, for that connector only', () => {
  const claimed = registry.routes().filter(({ route }) => route.bind.startsWith('platform:oauth.'))
  expect(claimed).toEqual([
    { plugin: 'mercado-livre', route: { method: 'GET', path: '/meli/oauth/start', bind: 'platform:oauth.start', auth: 'oauth' } },
    { plugin: 'mercado-livre', route: { method: 'GET', path: '/meli/oauth/callback', bind: 'platform:oauth.callback', auth: 'oauth' } },
  ])
})

test('a connector may bring flow templates, which are flows without faults', async () => {
  expect(registry.templates()).toContainEqual(
    expect.objectContaining({ plugins: ['mercado-livre', 'bling'], demo: { plugin: 'mercado-livre', scenario: 'sell' } }),
  )
  const file = path.join(root, 'plugins/mercado-livre/templates/order-to-bling.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('steps.order.status', 'steps.ordre.status'))
  await expect(openRegistry({ root, modified: 'warn', logger })).rejects.toThrow('templates/order-to-bling.json /definition/steps/s2paid')
})

test('the code of a connector is one script without imports', () => {
  const bundle = registry.pluginOf('bling').bundle
  expect(bundle?.script).toContain('"actions/create-order.ts"')
  expect(bundle?.script).not.toMatch(/\bimport\b|\brequire\b/)
  expect(bundle?.hash).toMatch(/^[0-9a-f]{64}$/)
})
