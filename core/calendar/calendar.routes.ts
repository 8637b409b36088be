import { requireCaller } from '../http/require-caller.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import type { Clock } from '../platform/clock.ts'
import { schemaFrom } from '../platform/validate.ts'
import type { SaveCalendar } from './calendar.gen.ts'
import schemas from './calendar.schema.json' with { type: 'json' }
import type { CalendarService } from './calendar.service.ts'
import { showCalendar } from './show-calendar.ts'

const TAG = 'calendar'

/** When the workspace works. */
export function calendarRoutes(calendars: CalendarService, clock: Clock): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/calendar',
      operationId: 'getCalendar',
      summary: 'Working hours, holidays and own days of the workspace',
      tag: TAG,
      auth: 'viewer',
      response: schemaFrom(schemas, 'Calendar'),
      handler: async (request: RouteRequest) => ({
        body: showCalendar(await calendars.read(requireCaller(request)), clock.now(), request.locale),
      }),
    },
    {
      method: 'PUT',
      path: '/api/calendar',
      operationId: 'saveCalendar',
      summary: 'Set working hours, holidays and own days',
      tag: TAG,
      auth: 'admin',
      body: schemaFrom(schemas, 'SaveCalendar'),
      response: schemaFrom(schemas, 'Calendar'),
      handler: async (request: RouteRequest<Record<string, string>, Record<string, unknown>, SaveCalendar>) => {
        const stored = await calendars.save(requireCaller(request), request.body, request.locale)
        return { body: showCalendar(stored, clock.now(), request.locale) }
      },
    },
  ]
}
