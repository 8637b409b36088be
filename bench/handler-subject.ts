import { fileURLToPath } from 'node:url'
import { faultLine } from '../core/registry/fault-list.ts'
import { loadPlugin } from '../core/registry/load-plugin.ts'
import type { LoadedPlugin } from '../core/registry/registry.types.ts'

/** A bundled connector's own code, so that its whole bundle is loaded for each call as it is in production. It makes one call. */
export const SUBJECT = {
  plugin: 'bling',
  origin: 'https://api.bling.com.br',
  action: 'find-contact',
  input: { numeroDocumento: '12345678909' },
} as const

export async function loadSubject(): Promise<LoadedPlugin> {
  const { plugin, faults } = await loadPlugin(fileURLToPath(new URL(`../plugins/${SUBJECT.plugin}`, import.meta.url)))
  if (plugin === null) throw new Error(faults.map(faultLine).join('\n'))
  return plugin
}
