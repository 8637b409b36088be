import type { Config } from './config/config.ts'
import { demoCandidates } from './demo/candidates.ts'
import { createDemo, type DemoService } from './demo/demo.service.ts'
import { createDemoWorkspaces, type DemoWorkspaces } from './demo/demo-workspaces.ts'
import type { openEndpoints } from './egress/endpoints.ts'
import type { FlowTemplate } from './flows/flows.types.ts'
import type { createIdentity } from './identity/identity.service.ts'
import type { Logger } from './platform/logger.ts'
import type { Registry } from './registry/registry.types.ts'

interface DemoParts {
  config: Config
  registry: Registry
  endpoints: ReturnType<typeof openEndpoints>
  identity: ReturnType<typeof createIdentity>
  templates: () => FlowTemplate[]
  logger: Logger
}

/** The demonstration, which production never offers. */
export function wireDemo(parts: DemoParts): { demo: DemoService; demoWorkspaces: DemoWorkspaces } {
  const { config, registry, endpoints, identity, templates, logger } = parts
  const demo = createDemo({
    baseUrl: config.appBaseUrl,
    allowed: config.mode !== 'production',
    candidates: () => demoCandidates(registry),
    templates,
    mapEndpoints: (tenantId, table) => endpoints.mapFor(tenantId, table),
    logger,
  })
  return { demo, demoWorkspaces: createDemoWorkspaces(identity, { dataDir: config.dataDir, existing: () => demo.status().workspaceId }) }
}
