import { existsSync } from 'node:fs'
import path from 'node:path'
import { FaultList } from '../fault-list.ts'
import type { Fault, LoadedPlugin } from '../registry.types.ts'

/**
 * What a connector's *source* owes besides what an installed one does: a recording for every capability, a test beside every
 * handler, and a README in both languages. Resources are recorded by their emulator, so their handlers owe a test only.
 */
export function checkSource(plugin: LoadedPlugin): { recordings: Fault[]; readme: Fault[] } {
  const recordings = new FaultList(plugin.name)
  const readme = new FaultList(plugin.name)
  const isThere = (file: string) => existsSync(path.join(plugin.folder, file))
  for (const file of ['README.md', 'README.pt-BR.md']) if (!isThere(file)) readme.add(file, '', 'is not there')
  for (const { declared } of [...plugin.actions.values(), ...plugin.triggers.values()]) {
    if (!isThere(`fixtures/${declared.name}.json`)) recordings.add(`fixtures/${declared.name}.json`, '', `no recording of ${declared.name}`)
    if (declared.entry.endsWith('.ts') && !isThere(testOf(declared.entry)))
      recordings.add(testOf(declared.entry), '', `no test of ${declared.name}`)
  }
  return { recordings: recordings.all, readme: readme.all }
}

function testOf(entry: string): string {
  return entry.replace(/\.ts$/, '.test.ts')
}
