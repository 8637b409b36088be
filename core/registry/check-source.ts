import { existsSync } from 'node:fs'
import path from 'node:path'
import { FaultList } from './fault-list.ts'
import type { Fault, LoadedPlugin } from './registry.types.ts'

/**
 * What a connector's *source* owes besides what an installed one does: a recording for every capability, a test beside every
 * handler, and a README in both languages.
 */
export function checkSource(plugin: LoadedPlugin): Fault[] {
  const faults = new FaultList(plugin.name)
  const demand = (file: string, why: string) => {
    if (!existsSync(path.join(plugin.folder, file))) faults.add(file, '', why)
  }
  for (const file of ['README.md', 'README.pt-BR.md']) demand(file, 'is not there')
  for (const { declared } of [...plugin.actions.values(), ...plugin.triggers.values()]) {
    demand(`fixtures/${declared.name}.json`, `no recording of ${declared.name}`)
    if (declared.entry.endsWith('.ts')) demand(declared.entry.replace(/\.ts$/, '.test.ts'), `no test of ${declared.name}`)
  }
  return faults.all
}
