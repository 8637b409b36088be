import { requireCaller } from '../http/require-caller.ts'
import type { JsonSchema, Route, RouteRequest } from '../http/route.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { AlertMutes } from './alert-mutes.service.ts'
import type { AlertHistoryQuery, MuteAlerts } from './alerts.gen.ts'
import schemas from './alerts.schema.json' with { type: 'json' }
import type { AlertsService } from './alerts.service.ts'

const TAG = 'alerts'
const ONE_MUTE: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['muteId'],
  properties: { muteId: { type: 'string', maxLength: 80 } },
}

export function alertsRoutes(alerts: AlertsService, mutes: AlertMutes): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/alerts',
      operationId: 'listAlerts',
      summary: 'What needs a person now: accounts that are offline, flows that fail, queues that nobody serves, work that was given up',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'AlertList'),
      handler: async (request: RouteRequest) => ({
        body: { items: await alerts.list(requireCaller(request), request.locale), nextCursor: null },
      }),
    },
    {
      method: 'GET',
      path: '/api/alerts/history',
      operationId: 'listAlertHistory',
      summary: 'From when to when each alert lasted, the newest first',
      tag: TAG,
      auth: 'viewer',
      query: schemaFrom(schemas, 'AlertHistoryQuery'),
      response: schemaFrom(schemas, 'AlertHistory'),
      handler: async (request: RouteRequest<Record<string, string>, AlertHistoryQuery>) => ({
        body: await alerts.history(requireCaller(request).tenantId, request.query),
      }),
    },
    {
      method: 'GET',
      path: '/api/alert-mutes',
      operationId: 'listAlertMutes',
      summary: 'Alerts that remind nobody now, and until when',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'AlertMuteList'),
      handler: async (request: RouteRequest) => ({ body: { items: await mutes.list(requireCaller(request).tenantId), nextCursor: null } }),
    },
    {
      method: 'PUT',
      path: '/api/alert-mutes',
      operationId: 'muteAlerts',
      summary: 'Do not remind anybody of these alerts, for some minutes or until it is ended',
      tag: TAG,
      auth: 'operator',
      body: schemaFrom(schemas, 'MuteAlerts'),
      response: schemaFrom(schemas, 'AlertMute'),
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, MuteAlerts>) => {
        const { minutes, ...of } = request.body
        return { body: await mutes.mute(requireCaller(request), of, minutes) }
      },
    },
    {
      method: 'DELETE',
      path: '/api/alert-mutes/:muteId',
      operationId: 'unmuteAlerts',
      summary: 'Remind of these alerts again',
      tag: TAG,
      auth: 'operator',
      params: ONE_MUTE,
      handler: async (request: RouteRequest<{ muteId: string }>) => {
        await mutes.unmute(requireCaller(request), request.params.muteId)
        return {}
      },
    },
  ]
}
