import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { useSandbox } from '../sandbox/testing/guests.ts'
import { openRegistry } from './registry.service.ts'
import type { LoadedPlugin } from './registry.types.ts'
import { runTriggerHandler } from './run-trigger-handler.ts'
import { PROJECT_ROOT } from './testing/plugin-folder.ts'

const sandbox = useSandbox()
let plugin: LoadedPlugin

const SCRIPT = `globalThis.__plugin = {
  quick: (body) => ({ id: body.id }),
  slow: async (body) => { for (let i = 0, until = 6e8; i < until; i++); return { id: body.id } },
  bad: () => { throw new Error('no lines') },
  knows: (body, ctx) => ({ accountId: ctx.accountId, authId: ctx.authId, appId: ctx.appId, settings: ctx.settings }),
  calls: (body, ctx) => ctx.http({ method: 'GET', url: 'https://api.example/' }),
}`

beforeAll(async () => {
  const registry = await openRegistry({ root: PROJECT_ROOT, modified: 'warn', logger: createLogger({ level: 'silent' }) })
  plugin = { ...registry.pluginOf('bling'), bundle: { script: SCRIPT, hash: createHash('sha256').update(SCRIPT).digest('hex') } }
})

test('a trigger handler maps a delivery in the sandbox, and may ask nobody', async () => {
  const run = runTriggerHandler(sandbox(), systemClock)
  // The first call of a script loads it.
  await run(plugin, 'quick', { id: 1 }, 'job')
  expect(await run(plugin, 'quick', { id: 7 }, 'answering')).toEqual({ id: 7 })
  // A delivery may be for several connections: their facts are not for a mapping, and read as those of none.
  expect(await run(plugin, 'knows', null, 'job')).toEqual({ accountId: null, authId: null, appId: null, settings: {} })
  await expect(run(plugin, 'bad', null, 'job')).rejects.toThrow('no lines')
  await expect(run(plugin, 'calls', null, 'job')).rejects.toThrow('a trigger makes no calls')
})

test('a trigger handler that needs more than 100 ms is given up while a sender waits, and has its time in a job', async () => {
  const run = runTriggerHandler(sandbox(), systemClock)
  const startedAt = performance.now()
  await expect(run(plugin, 'slow', { id: 7 }, 'answering')).rejects.toThrow()
  expect(performance.now() - startedAt).toBeLessThan(450)
  expect(await run(plugin, 'slow', { id: 7 }, 'job')).toEqual({ id: 7 })
}, 20_000)
