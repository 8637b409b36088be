import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startProcess } from '../../bench/child-process.ts'
import { QUICK_START_PORTS } from '../../core/gen/connectors/quick-start.ts'
import { freePort } from '../free-port.ts'
import { freshDatabase, ROOT, scratchFolder, startProduct, until } from '../harness.ts'

const run = promisify(execFile)
/** Those that keep a provider's records in step: the others are seen in a flow, and have tests of their own. */
const CONNECTORS = readdirSync(path.join(ROOT, 'plugins')).filter((name) => {
  const file = readFileSync(path.join(ROOT, 'plugins', name, 'manifest.json'), 'utf8')
  const { resources = [] }: { resources?: Array<{ list: unknown }> } = JSON.parse(file)
  return resources.some(({ list }) => !String(list).startsWith('driver#'))
})

/** ```sh blocks of the page's quick start, with ports that are free here. */
async function quickStartOf(name: string, ports: Record<keyof typeof QUICK_START_PORTS, number>): Promise<string[]> {
  const page = await readFile(path.join(ROOT, 'docs', 'connectors', `${name}.md`), 'utf8')
  const [, part = ''] = page.split('## Quick start')
  const blocks = [...part.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text)
  const names: Array<keyof typeof QUICK_START_PORTS> = ['host', 'emulator', 'admin']
  return blocks.map((block) => names.reduce((text, key) => text.replaceAll(String(QUICK_START_PORTS[key]), String(ports[key])), block))
}

// Each waits for most of its time: for processes to start, and for its provider's limits.
test.concurrent.each(CONNECTORS)(
  'ML-67 who follows the quick start of %s has a connected account with its data',
  { timeout: 180_000 },
  async (name) => {
    const ports = { host: await freePort(), emulator: await freePort(), admin: await freePort() }
    const [emulate = '', host = '', connect = '', look = ''] = await quickStartOf(name, ports)
    const scratch = await scratchFolder()
    const database = await freshDatabase()
    const [, ...emulatorArgs] = emulate.trim().split(' ')
    const emulator = await startProcess(emulatorArgs[0] ?? '', /"adminUrl"/, {
      args: emulatorArgs.slice(1),
      log: path.join(scratch.path, 'emulator.log'),
    })
    const [, endpoints = ''] = /^PROVIDER_ENDPOINTS='(.*)' npm start$/m.exec(host) ?? []
    const product = await startProduct({
      port: ports.host,
      databaseUrl: database.url,
      dataDir: scratch.path,
      env: { PROVIDER_ENDPOINTS: endpoints },
    })
    try {
      await run('sh', ['-e', '-c', connect], { cwd: scratch.path })
      let found = ''
      await until(
        async () => {
          found = (await run('sh', ['-e', '-c', look], { cwd: scratch.path })).stdout
          return JSON.parse(found).items.length > 0
        },
        90_000,
        () => `there are no records: ${found}\n${product.output().slice(-2000)}`,
      )
      expect(JSON.parse(found).items.length).toBeLessThanOrEqual(5)
    } finally {
      await product.stop()
      await emulator.stop()
      await database.drop()
      await scratch.remove()
    }
  },
)
