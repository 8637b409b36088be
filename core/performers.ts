import { addBusinessTime } from './calendar/business-time.ts'
import type { CalendarService } from './calendar/calendar.service.ts'
import { createDataStore } from './data-store/data-store.service.ts'
import { createHttpStep, type HttpStepDeps } from './http-step/http-step.service.ts'
import type { Database } from './platform/db.ts'
import type { Performers } from './runs/outside.types.ts'
import { createStepCache } from './step-cache/step-cache.service.ts'
import { taskRowOf } from './tasks/task-row.ts'
import type { WaitsService } from './waits/waits.service.ts'

export interface PerformerDeps extends HttpStepDeps {
  db: Database
  calendars: Pick<CalendarService, 'calendarOf'>
  waits: Pick<WaitsService, 'linksOf' | 'ownLinks'>
}

/** What the engine uses for steps that reach outside the sandbox, and the two of them that keep something of their own. */
export function openPerformers(deps: PerformerDeps) {
  const dataStore = createDataStore(deps)
  const stepCache = createStepCache(deps)
  const performers: Performers = {
    http: createHttpStep({ ...deps, ownLinks: deps.waits.ownLinks }),
    store: dataStore,
    addBusinessTime: async (tenantId, at, ms) => addBusinessTime(await deps.calendars.calendarOf(tenantId), at, ms),
    taskOf: taskRowOf,
    linksOf: (tenantId, runId, stepIds) => deps.waits.linksOf(tenantId, runId, stepIds),
    cache: stepCache,
  }
  return { performers, dataStore, stepCache }
}
