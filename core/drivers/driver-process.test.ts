import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '../platform/logger.ts'
import { type DriverProcess, startDriverProcess } from './driver-process.ts'

/** A driver that does what it is told, as one would that somebody took over. */
const CURIOUS = `
import { readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
const tries = {
  read: (path) => readFileSync(path, 'utf8').length,
  write: (path) => writeFileSync(path, 'x') ?? 'written',
  start: () => spawnSync('/bin/true').status,
  thread: () => new Worker('1', { eval: true }).threadId,
  native: (path) => process.dlopen({ exports: {} }, path),
  environment: () => Object.keys(process.env).filter((name) => name !== '__proto__').sort(),
}
export default {
  open: async () => ({
    async call(name, input) {
      try {
        return { did: tries[name](input) }
      } catch (error) {
        return { refused: error.code }
      }
    },
    async close() {},
  }),
}
`
const ROOT = path.join(import.meta.dirname, '..', '..')
let folder: string
let tempDir: string
let driver: DriverProcess

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'curious-'))
  tempDir = await mkdtemp(path.join(os.tmpdir(), 'curious-temp-'))
  await writeFile(path.join(folder, 'driver.mjs'), CURIOUS)
  await writeFile(path.join(folder, 'readable.txt'), 'yes')
  const events = { ask: () => Promise.reject(new Error('nothing is asked here')), state: () => {}, died: () => {} }
  driver = startDriverProcess(events, { logger: createLogger({ level: 'silent' }), tempDir, readable: [folder] })
  driver.open({ kind: 'open', session: 's', module: path.join(folder, 'driver.mjs'), settings: {}, pairing: null })
})
afterAll(async () => {
  await driver.stop()
  await Promise.all([folder, tempDir].map((place) => rm(place, { recursive: true, force: true })))
})

const attempt = async (name: string, input: string) => {
  const result = await driver.call({ session: 's', name, input, effectKey: 'e' })
  return result.ok ? result.output : result.failure
}

test('C17 a driver reads its own code and nothing else, writes to its temporary folder only, and starts nothing', async () => {
  expect(await attempt('read', path.join(folder, 'readable.txt'))).toEqual({ did: 3 })
  expect(await attempt('write', path.join(tempDir, 'note'))).toEqual({ did: 'written' })
  const denied = { refused: 'ERR_ACCESS_DENIED' }
  for (const file of ['/etc/passwd', path.join(ROOT, '.env'), path.join(ROOT, 'README.md'), path.join(ROOT, '.data', 'secrets.env')])
    expect(await attempt('read', file), file).toEqual(denied)
  for (const file of [path.join(folder, 'driver.mjs'), path.join(os.tmpdir(), 'elsewhere'), path.join(ROOT, 'core', 'new.ts')])
    expect(await attempt('write', file), file).toEqual(denied)
  expect(await attempt('start', '')).toEqual(denied)
  expect(await attempt('thread', '')).toEqual(denied)
  expect(await attempt('native', path.join(folder, 'readable.txt'))).toMatchObject({ refused: 'ERR_DLOPEN_DISABLED' })
  expect(await attempt('environment', '')).toEqual({ did: ['TMPDIR', 'TZ'] })
})
