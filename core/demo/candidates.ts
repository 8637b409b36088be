import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Registry } from '../registry/registry.types.ts'
import type { DemoCandidate } from './demo.service.ts'

/** Installed connectors that ship an emulator. */
export function demoCandidates(registry: Registry): DemoCandidate[] {
  return registry.names().flatMap((name): DemoCandidate[] => {
    const { manifest, folder } = registry.pluginOf(name)
    if (!existsSync(path.join(folder, 'emulator', 'main.ts'))) return []
    const oauth = manifest.auth.find((candidate) => candidate.type === 'oauth2')
    const webhook = manifest.webhooks.find(({ scope }) => scope !== 'driver')
    // A connection's own address is known once it is connected.
    const webhookPath =
      webhook === undefined || webhook.scope === 'connection' ? null : (webhook.paths?.[0] ?? `/hooks/p/${name}/${webhook.name}`)
    const displayName = manifest.displayName['pt-BR']
    return [{ plugin: name, displayName, oauthId: oauth?.id ?? null, webhookPath, redirectPath: '/oauth/callback' }]
  })
}
