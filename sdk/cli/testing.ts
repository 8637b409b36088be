import { faultLine } from '../../core/registry/fault-list.ts'
import { loadPlugin } from '../../core/registry/load-plugin.ts'
import { type RecordedProvider, startRecordedProvider } from '../../core/testing/recorded-provider.ts'
import { recordedAccount } from './bench/bench-account.ts'
import { allOriginsAt, type Bench, openBench } from './bench/open-bench.ts'
import { replayAction, replayDelivery } from './bench/replay-recording.ts'

export type { ConnectorStage, StageEmulator } from './test/stage.types.ts'

/** A connector as its tests see it: run by the host's own code, in the real sandbox, against answers that the test prepares. */
export interface ConnectorUnderTest extends Pick<Bench, 'run' | 'lookup' | 'list' | 'read' | 'missed' | 'eventOf'> {
  /** `answers.push(…)` for what the provider answers next; `requests`: what it was asked. */
  provider: RecordedProvider
  /** Plays `fixtures/<name>.json` of an action or a trigger. Throws with what differs. */
  replay(name: string): Promise<void>
  close(): Promise<void>
}

/** Loads the folder as a host does. Throws with every fault. Close it when the tests are done. */
export async function openConnector(folder: string): Promise<ConnectorUnderTest> {
  const { plugin, faults } = await loadPlugin(folder)
  if (plugin === null) throw new Error(`the connector cannot be loaded:\n${faults.map(faultLine).join('\n')}`)
  const provider = await startRecordedProvider()
  const bench = await openBench({ plugin, account: recordedAccount(plugin), endpoints: allOriginsAt(plugin, provider.origin) })
  const fresh = <Args extends unknown[], Result>(ask: (...args: Args) => Promise<Result>) => {
    return (...args: Args) => {
      provider.requests.splice(0)
      return ask(...args)
    }
  }
  return {
    provider,
    run: fresh(bench.run),
    lookup: fresh(bench.lookup),
    list: fresh(bench.list),
    read: fresh(bench.read),
    missed: fresh(bench.missed),
    eventOf: bench.eventOf,
    async replay(name) {
      const wrong = plugin.triggers.has(name) ? await replayDelivery(bench, name) : await replayAction(bench, provider, name)
      if (wrong.length > 0) throw new Error(`${name} differs from its recording:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
    },
    async close() {
      await bench.close()
      await provider.close()
    },
  }
}
