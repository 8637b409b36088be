import type { FaultList } from '../fault-list.ts'
import type { LoadedPlugin } from '../registry.types.ts'
import { hostsIn } from './check-code.ts'

const FILE = 'manifest.json'

/** Hosts of the code are declared, declared hosts are used by something that can be seen. */
export function checkUse(plugin: LoadedPlugin, found: { undeclared: FaultList; unused: FaultList }): void {
  const { manifest, bundle } = plugin
  const declared = manifest.permissions.egress.map((rule) => rule.host)
  const inCode = bundle === null ? [] : hostsIn(bundle.script)
  for (const host of inCode)
    if (!declared.some((rule) => covers(rule, host)))
      found.undeclared.add(FILE, '/permissions/egress', `the code names ${host}, which is not declared`)
  const used = [...inCode, ...hostsIn(JSON.stringify([manifest.auth, templateUrls(plugin)]))]
  for (const [index, rule] of declared.entries())
    if (!rule.includes('{') && !used.some((host) => covers(rule, host)))
      found.unused.add(FILE, `/permissions/egress/${index}`, `nothing is seen to use ${rule}`)
}

/** One sentence for all of them explains none. */
export function checkReasons({ manifest }: LoadedPlugin, faults: FaultList): void {
  const reasons = manifest.permissions.egress.map((rule) => rule.reason['pt-BR'])
  if (reasons.length > 2 && new Set(reasons).size === 1) faults.add(FILE, '/permissions/egress', 'every host has the same reason')
}

/** A range without an end says that it works with hosts nobody has seen. */
export function checkBounds({ manifest }: LoadedPlugin, faults: FaultList): void {
  if (!/<|\^|~|^\d/.test(manifest.engine.platform)) faults.add(FILE, '/engine/platform', 'has no upper bound')
}

function templateUrls({ actions, resources, webhookEntries }: LoadedPlugin): string[] {
  const tiers = [
    ...[...actions.values()].map((action) => action.tier),
    ...[...resources.values()].flatMap((resource) => [resource.list, resource.detail?.tier]),
    ...[...webhookEntries.values()].flatMap((entries) => [entries.subscribe, entries.unsubscribe, entries.missed]),
  ]
  return tiers.flatMap((tier) => (tier?.kind === 'template' ? [tier.template.fixedUrl] : []))
}

function covers(rule: string, host: string): boolean {
  return rule.startsWith('*.') ? host.endsWith(rule.slice(1)) : rule === host
}
