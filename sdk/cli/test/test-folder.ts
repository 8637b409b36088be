import { existsSync } from 'node:fs'
import path from 'node:path'
import { systemClock } from '../../../core/platform/clock.ts'
import { createLogger } from '../../../core/platform/logger.ts'
import type { LoadedPlugin } from '../../../core/registry/registry.types.ts'
import { openSandbox } from '../../../core/sandbox/pool.ts'
import type { Sandbox } from '../../../core/sandbox/sandbox.types.ts'
import { startRecordedProvider } from '../../../core/testing/recorded-provider.ts'
import { spawnEmulatorIn } from '../../emulator/spawn.ts'
import { recordedAccount } from '../bench/bench-account.ts'
import { allOriginsAt, openBench } from '../bench/open-bench.ts'
import { replayAction, replayDelivery } from '../bench/replay-recording.ts'
import { openSubject } from './open-subject.ts'
import { playFaults } from './play-faults.ts'
import { playPlainly } from './play-plainly.ts'
import { runOwnTests } from './run-own-tests.ts'
import type { TestGroup, TestResult } from './test-result.types.ts'

const RESOLVE_SDK = new URL('../resolve-sdk.ts', import.meta.url).href

export interface TestFolderOptions {
  plugin: LoadedPlugin
  groups: ReadonlySet<TestGroup>
  /** Told as soon as it is known. */
  seen(result: TestResult): void
}

/** Tries everything that the connector declares. Nothing leaves the machine: its hosts are recordings and its own emulator. */
export async function testFolder({ plugin, groups, seen }: TestFolderOptions): Promise<TestResult[]> {
  const results: TestResult[] = []
  const tell = (result: TestResult) => {
    results.push(result)
    seen(result)
  }
  const sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
  try {
    if (groups.has('recordings')) await playRecordings(plugin, sandbox, tell)
    if (groups.has('files')) await runOwnTests(plugin.folder, RESOLVE_SDK, tell)
    if (groups.has('emulator') || groups.has('faults')) await playEmulator(plugin, sandbox, groups, tell)
  } finally {
    await sandbox.close()
  }
  return results
}

async function playRecordings(plugin: LoadedPlugin, sandbox: Sandbox, tell: (result: TestResult) => void): Promise<void> {
  const provider = await startRecordedProvider()
  const bench = await openBench({ plugin, account: recordedAccount(plugin), endpoints: allOriginsAt(plugin, provider.origin), sandbox })
  const play = async (name: string, replay: () => Promise<string[]>) => {
    if (!existsSync(path.join(plugin.folder, 'fixtures', `${name}.json`)))
      return tell({ group: 'recordings', name, wrong: [`fixtures/${name}.json is not there`] })
    tell({ group: 'recordings', name, wrong: await attempt(replay) })
  }
  try {
    for (const action of plugin.actions.keys()) await play(action, () => replayAction(bench, provider, action))
    for (const trigger of plugin.triggers.keys()) await play(trigger, () => replayDelivery(bench, trigger))
  } finally {
    await bench.close()
    await provider.close()
  }
}

async function playEmulator(
  plugin: LoadedPlugin,
  sandbox: Sandbox,
  groups: ReadonlySet<TestGroup>,
  tell: (result: TestResult) => void,
): Promise<void> {
  if (!existsSync(path.join(plugin.folder, 'emulator', 'main.ts')))
    return tell({ group: 'emulator', name: plugin.name, wrong: ['emulator/main.ts is not there'] })
  const emulator = await spawnEmulatorIn(plugin.folder, { seed: 'test', imports: [RESOLVE_SDK] })
  const bench = await openBench({ plugin, account: recordedAccount(plugin), endpoints: emulator.endpoints, sandbox })
  try {
    const subject = await openSubject(bench, emulator)
    if (groups.has('emulator')) await playPlainly(subject, tell)
    if (groups.has('faults')) await playFaults(subject, plugin, tell)
  } finally {
    await bench.close()
    await emulator.stop()
  }
}

/** What is thrown is one more thing that is wrong. */
async function attempt(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work()
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
