import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeRegistryFile } from './write-registry-file.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tomada-registry-'))
  await folder('carrier', '{"id":"acme/carrier","version":"1.2.0"}')
})
afterEach(() => rm(root, { recursive: true }))

async function folder(name: string, manifest: string | null): Promise<void> {
  await mkdir(path.join(root, 'plugins', name), { recursive: true })
  if (manifest !== null) await writeFile(path.join(root, 'plugins', name, 'manifest.json'), manifest)
}

const written = () => readFile(path.join(root, 'plugin-registry.json'), 'utf8')

test('the registry file lists every folder with its version and checksum', async () => {
  expect(await writeRegistryFile(root)).toEqual([])
  expect(JSON.parse(await written())).toEqual({
    registryVersion: 1,
    registryId: 'bundled',
    plugins: { 'acme/carrier': { version: '1.2.0', level: 'official', integrity: expect.stringMatching(/^sha512-/) } },
  })
})

test('folders without a manifest that can be read are named, all of them, and the registry file stays as it was', async () => {
  await folder('half-removed', null)
  await folder('broken', '{"id":')
  await folder('nameless', '{"version":"1.0.0"}')
  expect((await writeRegistryFile(root)).map(({ plugin, message }) => `${plugin}: ${message}`).sort()).toEqual([
    expect.stringMatching(/^broken: is not JSON: /),
    expect.stringMatching(/^half-removed: is missing: .*remove the folder or write one$/),
    'nameless: says no id or no version',
  ])
  await expect(written()).rejects.toThrow('ENOENT')
})

test('a folder with faults stays as it was listed, and is not listed when it is new: what is recorded has been checked', async () => {
  await writeRegistryFile(root)
  const before = await written()
  await folder('carrier', '{"id":"acme/carrier","version":"1.3.0"}')
  await folder('fresh', '{"id":"acme/fresh","version":"1.0.0"}')
  expect(await writeRegistryFile(root, new Set(['carrier', 'fresh']))).toEqual([])
  expect(await written()).toBe(before)
  await writeRegistryFile(root, new Set(['fresh']))
  expect(Object.keys(JSON.parse(await written()).plugins)).toEqual(['acme/carrier'])
  expect(await written()).toContain('"version": "1.3.0"')
})
