import { existsSync, watch } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '../../../core/config/config.ts'
import type { LoadReport } from '../../../core/development/development.service.ts'
import { fieldsOf, listOf } from '../../emulator/fields.ts'
import { type SpawnedEmulator, spawnEmulatorIn } from '../../emulator/spawn.ts'
import { connectorFolder } from '../connector-folder.ts'
import { type DevHost, findHost } from '../dev/dev-host.ts'
import type { Terminal } from '../terminal.ts'

const OPTIONS = { data: { type: 'string' }, 'no-emulator': { type: 'boolean', default: false } } as const
const RESOLVE_SDK = new URL('../resolve-sdk.ts', import.meta.url).href
/** Editors save in several writes. */
const SETTLE_MS = 40

/** `tomada dev DIR`: the connector in a running Tomada, again after each save, until Ctrl+C. */
export async function devCommand(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
  const folder = await connectorFolder(positionals, terminal)
  const host = await findHost(values.data === undefined ? loadConfig().dataDir : path.resolve(terminal.folder, values.data))
  const hasEmulator = !values['no-emulator'] && existsSync(path.join(folder, 'emulator', 'main.ts'))
  const emulator = hasEmulator ? await startEmulator(folder, terminal) : null
  const session = devSession({ folder, host, terminal, emulator })
  await session.reload()
  terminal.say(`watching ${folder}; Ctrl+C ends it\n`)
  await untilStopped(folder, (file) => session.saved(file))
  await session.stop()
  return 0
}

interface SessionOptions {
  folder: string
  host: DevHost
  terminal: Terminal
  emulator: SpawnedEmulator | null
}

function devSession({ folder, host, terminal, emulator: first }: SessionOptions) {
  let emulator = first
  let timer: NodeJS.Timeout | undefined
  let isEmulatorOld = false
  /** One load at a time: a slower, older one must not come last. */
  let last: Promise<void> = Promise.resolve()

  async function reload(): Promise<void> {
    if (isEmulatorOld && emulator !== null) {
      isEmulatorOld = false
      await emulator.stop()
      emulator = await startEmulator(folder, terminal)
    }
    const report = await host.load({ folder, ...(emulator === null ? {} : { endpoints: emulator.endpoints }) })
    terminal.say(reportText(path.basename(folder), report))
  }

  return {
    reload,
    saved(file: string) {
      if (/^(node_modules|\.git)([/\\]|$)|\.test\.ts$|~$/.test(file)) return
      isEmulatorOld ||= /^emulator[/\\]/.test(file)
      clearTimeout(timer)
      timer = setTimeout(() => {
        last = last.then(reload).catch((error: unknown) => terminal.complain(`${error instanceof Error ? error.message : String(error)}\n`))
      }, SETTLE_MS)
    },
    async stop() {
      clearTimeout(timer)
      await last
      await emulator?.stop()
    },
  }
}

async function startEmulator(folder: string, terminal: Terminal): Promise<SpawnedEmulator> {
  const emulator = await spawnEmulatorIn(folder, { seed: 'dev', autoApprove: true, imports: [RESOLVE_SDK] })
  const [account] = listOf(emulator.line['accounts'])
  const { fields } = fieldsOf(account)
  terminal.say(`emulator: ${emulator.adminUrl}${fields === undefined ? '' : `, connect with ${JSON.stringify(fields)}`}\n`)
  return emulator
}

function reportText(name: string, { ok, version, faults, tookMs }: LoadReport): string {
  if (ok) return `✓ ${name} ${version} loaded in ${tookMs} ms\n`
  const lines = faults.map(({ file, at, message }) => `  ${file}${at === '' ? '' : ` ${at}`}: ${message}`)
  return `✗ ${name} has faults; ${version === null ? 'nothing is loaded' : `version ${version} stays`}\n${lines.join('\n')}\n`
}

async function untilStopped(folder: string, saved: (file: string) => void): Promise<void> {
  const watcher = watch(folder, { recursive: true }, (_event, file) => {
    if (file !== null) saved(file)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  await promise
  watcher.close()
}
