import { setTimeout as sleep } from 'node:timers/promises'
import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'
import type { FlowTemplate } from '../flows/flows.types.ts'
import type { RunSummary } from '../runs/runs.types.ts'
import { linkAccount } from './link-account.ts'
import type { OwnApi } from './own-api.ts'
import { tellAddresses } from './tell-addresses.ts'

export interface DemoConnector {
  plugin: string
  displayName: string
  /** The OAuth scheme to connect by, unless the emulator announces credentials of another. */
  oauthId: string | null
  emulator: SpawnedEmulator
}

export interface FilledDemo {
  flowId: string
  /** Run that carried the first example event across; null when no template fires one. */
  runId: string | null
}

const RUN_TIMEOUT_MS = 30_000

/**
 * Fills the demonstration workspace through the product's own API, as a person would: the OAuth dance with every
 * emulator, one published flow for every demonstration template, an example event for each. Repeating it repairs what is there.
 */
export async function fillWorkspace(
  api: OwnApi,
  connectors: readonly DemoConnector[],
  templates: readonly FlowTemplate[],
  report: (stage: string) => void,
): Promise<FilledDemo | null> {
  for (const connector of connectors) {
    report(connector.displayName)
    await connect(api, connector)
    await tellAddresses(api, connector.emulator, connector.plugin)
  }
  let filled: FilledDemo | null = null
  for (const template of templates) {
    if (template.demo === undefined) continue
    report(template.name['pt-BR'])
    const flowId = await publish(api, template)
    const source = connectors.find((connector) => connector.plugin === template.demo?.plugin)
    const runId = source === undefined ? null : await fire(api, flowId, source, template.demo.scenario)
    filled ??= { flowId, runId }
  }
  return filled
}

async function connect(api: OwnApi, { plugin, displayName, oauthId, emulator }: DemoConnector): Promise<void> {
  const { items } = await api.get<{ items: Array<{ id: string; plugin: string; status: string }> }>('/api/connections')
  const existing = items.find((connection) => connection.plugin === plugin)
  const { credentials } = emulator
  if (credentials !== null) {
    const { id } = existing ?? (await api.send<{ id: string }>('POST', '/api/connections', { plugin, name: displayName, ...credentials }))
    await linkAccount(api, emulator, id)
    return
  }
  if (oauthId === null) return
  await api.send('PUT', `/api/oauth-apps/${plugin}`, { clientId: emulator.clientId, clientSecret: emulator.clientSecret })
  const { authorizeUrl } = await api.send<{ authorizeUrl: string }>('POST', '/api/connections/oauth/start', {
    plugin,
    authId: oauthId,
    ...(existing === undefined ? {} : { connectionId: existing.id }),
  })
  await api.consent(authorizeUrl)
}

async function publish(api: OwnApi, template: FlowTemplate): Promise<string> {
  const name = template.name['pt-BR']
  const { items } = await api.get<{ items: Array<{ id: string; name: string; publishedVersion: number | null }> }>('/api/flows')
  const existing = items.find((flow) => flow.name === name && flow.publishedVersion !== null)
  if (existing !== undefined) return existing.id
  const flow = await api.send<{ id: string }>('POST', '/api/flows', { name, template: template.id })
  await api.send('POST', `/api/flows/${flow.id}/publish`, { note: 'Demonstração' })
  return flow.id
}

async function fire(api: OwnApi, flowId: string, source: DemoConnector, scenario: string): Promise<string | null> {
  const before = new Set((await runsOf(api, flowId)).map((run) => run.id))
  await source.emulator.admin('POST', `/scenario/${scenario}`, {})
  const deadline = performance.now() + RUN_TIMEOUT_MS
  while (performance.now() < deadline) {
    const run = (await runsOf(api, flowId)).find((candidate) => !before.has(candidate.id))
    // One that waits for a person is what there is to see.
    if (run !== undefined && (run.endedAt !== null || run.status === 'waiting')) return run.id
    await sleep(200)
  }
  return null
}

async function runsOf(api: OwnApi, flowId: string): Promise<RunSummary[]> {
  return (await api.get<{ items: RunSummary[] }>(`/api/runs?flowId=${flowId}`)).items
}
