import type { Actions } from './actions/actions.types.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/db.ts'
import { createQuickReplies, type QuickReplies } from './quick-replies/quick-replies.service.ts'
import type { Changes } from './realtime/changes.ts'
import { createRecordEdits, type RecordEdits } from './record-views/record-edits.service.ts'
import { createRecordPage, type RecordPage } from './record-views/record-page.service.ts'
import type { Registry } from './registry/registry.types.ts'
import type { ResourcesService } from './resources/resources.service.ts'
import type { SyncService } from './sync/sync.types.ts'

export interface WireRecordViewsOptions {
  db: Database
  clock: Clock
  registry: Registry
  /** Whose calls are kept. */
  actions: Pick<Actions, 'execute' | 'lookup' | 'facts'>
  resources: ResourcesService
  sync: SyncService
  changes: Changes
}

export interface RecordViews {
  edits: RecordEdits
  page: RecordPage
  quickReplies: QuickReplies
}

/** What people see of a record beside its fields, what they have done with it, and what they answer with. */
export function wireRecordViews({ db, clock, registry, actions, resources, sync, changes }: WireRecordViewsOptions): RecordViews {
  const changed = (tenantId: string, resourceId: string) => changes.tell(tenantId, 'records', [resourceId])
  const edits = createRecordEdits({ db, clock, registry, actions, resources, sync, changed })
  return { edits, page: createRecordPage({ resources, registry, edits }), quickReplies: createQuickReplies({ db, clock }) }
}
