import type { Route } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import schemas from './retention.schema.json' with { type: 'json' }
import type { RetentionService } from './retention.service.ts'

/** How long this installation keeps what happened. */
export function retentionRoutes(retention: Pick<RetentionService, 'view'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/retention',
      operationId: 'getRetention',
      summary: 'How long ended runs and deliveries are kept',
      tag: 'runs',
      auth: 'viewer',
      response: schemaFrom(schemas, 'Retention'),
      handler: async () => ({ body: { ...(await retention.view()) } }),
    },
  ]
}
