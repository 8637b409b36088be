import { spawnEmulator } from '../../sdk/emulator/spawn.ts'
import type { FlowTemplate } from '../flows/flows.types.ts'
import { toError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { type DemoConnector, fillWorkspace } from './fill-workspace.ts'
import { ownApi } from './own-api.ts'

export interface DemoCandidate {
  plugin: string
  displayName: string
  /** Its OAuth scheme; null for a connector that knows none. */
  oauthId: string | null
  /** Path on our server where the provider's application sends its notifications; null when it sends none. */
  webhookPath: string | null
  /** Path of our OAuth callback. */
  redirectPath: string
}

export interface DemoDeps {
  baseUrl: string
  /** False in production: providers' names must never lead to this machine there. */
  allowed: boolean
  /** Installed connectors that ship an emulator. */
  candidates(): DemoCandidate[]
  templates(): FlowTemplate[]
  /** From now on, this workspace's traffic to these origins goes to the emulators. */
  mapEndpoints(tenantId: string, endpoints: Record<string, string>): void
  logger: Logger
}

export interface DemoStatus {
  available: boolean
  state: 'absent' | 'starting' | 'ready' | 'failed'
  /** What is being done right now, for the progress line. */
  stage: string | null
  error: string | null
  emulators: Array<{ plugin: string; name: string; url: string }>
  workspaceId: string | null
  flowId: string | null
  runId: string | null
}

/** The demonstration: emulators of the providers as child processes, and a workspace filled through the product's own API. */
export function createDemo(deps: DemoDeps) {
  let status: DemoStatus = {
    available: deps.allowed,
    state: 'absent',
    stage: null,
    error: null,
    emulators: [],
    workspaceId: null,
    flowId: null,
    runId: null,
  }
  let connectors: DemoConnector[] = []

  async function startEmulators(): Promise<DemoConnector[]> {
    return Promise.all(
      deps.candidates().map(async ({ plugin, displayName, oauthId, webhookPath, redirectPath }) => {
        const emulator = await spawnEmulator(plugin, {
          seed: 'demo',
          autoApprove: true,
          redirectUri: deps.baseUrl + redirectPath,
          ...(webhookPath === null ? {} : { webhookUrl: deps.baseUrl + webhookPath }),
        })
        return { plugin, displayName, oauthId, emulator }
      }),
    )
  }

  async function fill(tenantId: string, cookie: string): Promise<void> {
    if (connectors.length === 0) connectors = await startEmulators()
    for (const { emulator } of connectors) deps.mapEndpoints(tenantId, emulator.endpoints)
    const emulators = connectors.map(({ plugin, displayName, emulator }) => ({ plugin, name: displayName, url: emulator.adminUrl }))
    status = { ...status, emulators }
    const filled = await fillWorkspace(ownApi(deps.baseUrl, cookie), connectors, deps.templates(), (stage) => {
      status = { ...status, stage }
    })
    status = { ...status, state: 'ready', stage: null, flowId: filled?.flowId ?? null, runId: filled?.runId ?? null }
  }

  return {
    status: (): DemoStatus => status,

    /** Starts filling `tenantId` as the person whose session cookie this is. A second call while it runs joins the first. */
    start(tenantId: string, cookie: string): DemoStatus {
      if (status.state === 'starting' || (status.state === 'ready' && status.workspaceId === tenantId)) return status
      status = { ...status, state: 'starting', stage: 'emulators', error: null, workspaceId: tenantId }
      fill(tenantId, cookie).catch((thrown: unknown) => {
        deps.logger.error({ err: thrown }, 'the demonstration could not be prepared')
        status = { ...status, state: 'failed', error: toError(thrown).message }
      })
      return status
    },

    async close(): Promise<void> {
      await Promise.all(connectors.map(({ emulator }) => emulator.stop()))
      connectors = []
    },
  }
}

export type DemoService = ReturnType<typeof createDemo>
