import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { brokenImports } from './import-rules.ts'
import { brokenRules } from './main.ts'
import type { SourceFile } from './source-files.ts'
import { brokenSourceRules } from './source-rules.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
let broken: Awaited<ReturnType<typeof brokenRules>>
beforeAll(async () => {
  broken = await brokenRules(ROOT)
})

function file(name: string, text: string): SourceFile[] {
  return [{ path: name, text }]
}

test('every import goes in an allowed direction', () => {
  expect(broken.imports).toEqual([])
})

test('no files import each other in a circle', () => {
  expect(broken.cycles).toEqual([])
})

test('environment, clock, outbound requests, SQL and evaluation each have their one place', () => {
  expect(broken.places).toEqual([])
})

test('names say what a file is for, no file is longer than 400 lines, and the core names no connector', () => {
  expect(broken.names).toEqual([])
})

test('C14 an HTTP client outside the broker is refused, in every spelling', () => {
  expect(brokenImports(file('core/runs/a.ts', `import { request } from 'undici'`))).toHaveLength(1)
  expect(brokenImports(file('core/runs/a.ts', `const { request } = await import('node:https')`))).toHaveLength(1)
  expect(brokenSourceRules(file('core/runs/a.ts', `await fetch('http://x')`))).toHaveLength(1)
  expect(brokenSourceRules(file('plugins/acme/actions/a.ts', `globalThis.fetch('http://x')`))).toHaveLength(1)
  expect(brokenSourceRules(file('core/runs/a.ts', `http.request('http://x')`))).toHaveLength(1)
  expect(brokenImports(file('core/egress/a.ts', `import { request } from 'undici'`))).toEqual([])
})

test('C01 an isolate outside a sandbox child is refused', () => {
  expect(brokenImports(file('core/sandbox/pool.ts', `import ivm from 'isolated-vm'`))).toHaveLength(1)
  expect(brokenImports(file('core/sandbox/child.ts', `import ivm from 'isolated-vm'`))).toEqual([])
})

test('C12 evaluating code outside the sandbox is refused', () => {
  for (const text of ['eval(x)', 'new Function(x)']) expect(brokenSourceRules(file('core/flows/a.ts', text))).toHaveLength(1)
  expect(brokenImports(file('core/flows/a.ts', `import vm from 'node:vm'`))).toHaveLength(1)
})

test('C20 the pool that sees every tenant is refused outside the engine and the intake', () => {
  expect(brokenSourceRules(file('core/connections/a.ts', `await list(db.engine)`))).toHaveLength(1)
  expect(brokenSourceRules(file('core/connections/a.ts', `import { ENGINE_ROLE } from '../platform/tenancy.ts'`))).toHaveLength(1)
  expect(brokenSourceRules(file('core/connections/connections.service.ts', 'trx.raw(`SELECT id FROM runs`)'))).toHaveLength(1)
})

test('imports against the arrows are refused', () => {
  const refused: Array<[string, string]> = [
    ['core/runs/a.ts', '../intake/intake.service.ts'],
    ['core/intake/a.ts', '../runs/runs.store.ts'],
    ['core/platform/a.ts', '../http/route.ts'],
    ['core/runs/a.ts', '../../plugins/acme/client.ts'],
    ['sdk/action.ts', '../core/platform/ids.ts'],
    ['sdk/flow/a.ts', 'node:fs'],
    ['plugins/acme/client.ts', '../other/client.ts'],
    ['plugins/acme/client.ts', './emulator/server.ts'],
    ['plugins/acme/emulator/server.ts', '../client.ts'],
    ['ui/src/a.ts', '../../core/http/route.ts'],
    ['ui/src/a.ts', '@tomada/sdk'],
  ]
  for (const [from, specifier] of refused)
    expect(brokenImports(file(from, `import { x } from '${specifier}'`)), `${from} → ${specifier}`).toHaveLength(1)
})

test('OLE-53 a connector keeps its layers: entries over map over client, and none looks up', () => {
  const refused: Array<[string, string]> = [
    ['plugins/acme/client.ts', './map/to-order.ts'],
    ['plugins/acme/client.ts', './actions/create-order.ts'],
    ['plugins/acme/map/to-order.ts', '../actions/create-order.ts'],
    ['plugins/acme/map/to-order.ts', '../resources/orders.ts'],
    ['plugins/acme/xml/parse.ts', '../map/to-order.ts'],
  ]
  for (const [from, specifier] of refused)
    expect(brokenImports(file(from, `import { x } from '${specifier}'`)), `${from} → ${specifier}`).toHaveLength(1)
  const allowed: Array<[string, string]> = [
    ['plugins/acme/actions/create-order.ts', '../map/to-order.ts'],
    ['plugins/acme/actions/create-order.ts', '../client.ts'],
    ['plugins/acme/resources/orders.ts', './pages.ts'],
    ['plugins/acme/map/find-order.ts', '../client.ts'],
    ['plugins/acme/testing/stage.ts', '../actions/create-order.ts'],
  ]
  for (const [from, specifier] of allowed)
    expect(brokenImports(file(from, `import { x } from '${specifier}'`)), `${from} → ${specifier}`).toEqual([])
})

test('C37 dependencies are locked by hash, come without registry addresses, and none is younger than seven days', async () => {
  const npmrc = await readFile(path.join(ROOT, '.npmrc'), 'utf8')
  for (const line of ['ignore-scripts=true', 'min-release-age=7', 'omit-lockfile-registry-resolved=true'])
    expect(npmrc.split('\n')).toContain(line)
  const lock: { packages: Record<string, { link?: boolean; integrity?: string; resolved?: string }> } = JSON.parse(
    await readFile(path.join(ROOT, 'package-lock.json'), 'utf8'),
  )
  const installed = Object.entries(lock.packages).filter(([name, entry]) => name.includes('node_modules/') && entry.link !== true)
  expect(installed.length).toBeGreaterThan(100)
  expect(installed.filter(([, entry]) => !entry.integrity?.startsWith('sha512-')).map(([name]) => name)).toEqual([])
  expect(installed.filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([])
})

test('C37 no workspace runs a script when it is installed', async () => {
  const manifests = ['package.json', ...(await workspaces())]
  for (const name of manifests) {
    const { scripts = {} }: { scripts?: Record<string, string> } = JSON.parse(await readFile(path.join(ROOT, name), 'utf8'))
    expect(
      Object.keys(scripts).filter((script) => /^(pre|post)?(install|prepare)$/.test(script)),
      name,
    ).toEqual([])
  }
})

async function workspaces(): Promise<string[]> {
  const plugins = (await readdir(path.join(ROOT, 'plugins'))).map((name) => `plugins/${name}/package.json`)
  return ['core', 'sdk', 'ui', 'bench']
    .map((name) => `${name}/package.json`)
    .concat(plugins)
    .filter((name) => existsSync(path.join(ROOT, name)))
}
