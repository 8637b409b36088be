import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Registry } from '../registry/registry.types.ts'
import type { DemoCandidate } from './demo.service.ts'

/** Installed connectors that ship an emulator and connect by OAuth. */
export function demoCandidates(registry: Registry): DemoCandidate[] {
  return registry.names().flatMap((name): DemoCandidate[] => {
    const { manifest, folder } = registry.pluginOf(name)
    const auth = manifest.auth.find((candidate) => candidate.type === 'oauth2')
    if (auth === undefined || !existsSync(path.join(folder, 'emulator', 'main.ts'))) return []
    const webhook = manifest.webhooks[0]
    const webhookPath = webhook === undefined ? null : (webhook.paths?.[0] ?? `/hooks/p/${name}/${webhook.name}`)
    return [{ plugin: name, displayName: manifest.displayName['pt-BR'], authId: auth.id, webhookPath, redirectPath: '/oauth/callback' }]
  })
}
