import type { ConnectionsService } from './connections/connections.service.ts'
import { statusSentence } from './connections/status-texts.ts'
import type { CachedFlowSource } from './flows/flow-source.ts'
import type { FlowRouteDeps } from './flows/flows.routes.ts'
import { createPreview, type PreviewDeps } from './flows/preview.service.ts'
import { createPublishing, type PublishDeps } from './flows/publish.service.ts'
import type { IntegrationsDeps } from './integrations/integrations.routes.ts'
import type { Database } from './platform/db.ts'
import type { Changes } from './realtime/changes.ts'

export interface WireFlowRoutesOptions extends PublishDeps, PreviewDeps, Pick<FlowRouteDeps, 'flows' | 'baseUrl'> {
  db: Database
  connections: ConnectionsService
  flowSource: Pick<CachedFlowSource, 'forget'>
  changes: Pick<Changes, 'tell'>
}

/** What people do with flows, and with the accounts that flows use. */
export function wireFlowRoutes(options: WireFlowRoutesOptions): { flows: FlowRouteDeps; integrations: IntegrationsDeps } {
  const { db, connections, flows, drafts, baseUrl } = options
  const publishing = createPublishing(options)
  function changed(tenantId: string, flowId: string): void {
    options.flowSource.forget(tenantId, flowId)
    options.changes.tell(tenantId, 'flows', [flowId])
  }
  return {
    flows: { flows, drafts, publishing, preview: createPreview(options), baseUrl, changed },
    integrations: {
      db,
      connections,
      flowsOf: flows.ofConnection,
      async pauseFlow(caller, flowId) {
        await publishing.pause(caller, flowId)
        changed(caller.tenantId, flowId)
      },
      reasonOf: statusSentence,
    },
  }
}
