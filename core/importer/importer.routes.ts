import type { Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { ImportN8N } from './importer.gen.ts'
import schemas from './importer.schema.json' with { type: 'json' }
import type { ImporterService } from './importer.service.ts'
import { MAX_EXPORT_CHARS } from './read-export.ts'

/** `changed` tells open browsers of the new flows. */
export function importerRoutes(importer: ImporterService, changed: (tenantId: string, flowId: string) => void): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/flow-files/n8n',
      operationId: 'importN8n',
      summary: 'New flows from workflows of n8n, with a report of what was converted, approximated and missing',
      tag: 'flows',
      auth: 'editor',
      body: schemaFrom(schemas, 'ImportN8n'),
      response: schemaFrom(schemas, 'ImportReport'),
      // The text again as JSON, where quotes and line ends take two bytes.
      maxBodyBytes: 2 * MAX_EXPORT_CHARS,
      rateLimit: { quota: 60, windowSeconds: 60 },
      handler: async ({ caller, body, locale }: RouteRequest<Record<string, string>, Record<string, unknown>, ImportN8N>) => {
        if (caller === null) throw new AppError('unauthenticated')
        const items = await importer.importN8n({ tenantId: caller.tenantId, userId: caller.userId }, body, locale)
        for (const { flowId } of items) if (flowId !== null) changed(caller.tenantId, flowId)
        return { body: { items } }
      },
    },
  ]
}
