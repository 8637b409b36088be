import type { Json } from '../../sdk/flow/definition.ts'
import type { JsonSchema } from '../http/route.ts'
import { exportCsv } from '../resources/export-records.ts'
import { showRecord } from '../resources/resource-views.ts'
import type { ResourcesService } from '../resources/resources.service.ts'
import type { FilterScalar, FilterValue, RecordQuery, StoredRecord } from '../resources/resources.types.ts'
import type { PlannedField, ResourcePlan } from '../resources/tables/resource-plan.ts'
import syncSchemas from '../sync/sync.schema.json' with { type: 'json' }
import type { SyncService } from '../sync/sync.types.ts'
import { type AccountSource, CONNECTION_PARAM, namedAccount, requireAccount } from './accounts.ts'
import { figuresOf, figuresSchema } from './figures.ts'
import type { Operation, OperationRequest } from './operation.types.ts'

export interface ResourceOperationDeps {
  resources: Pick<ResourcesService, 'list' | 'read' | 'stats'>
  sync: Pick<SyncService, 'start' | 'syncRecord'>
  connections: AccountSource
}

export type ResourceOperation = 'list' | 'stats' | 'read' | 'sync' | 'backfill' | 'export'

const DAY: JsonSchema = { type: 'string', format: 'date' }
const DEFAULT_LIMIT = 50
const LIMITS: JsonSchema = { type: 'integer', minimum: 1, maximum: 200 }
const KEY: JsonSchema = { type: 'string', minLength: 1, maxLength: 300 }
/** Such a call asks the provider. */
const ASKS_PROVIDER = { quota: 120, windowSeconds: 60 }

export function resourceOperation(plan: ResourcePlan, name: ResourceOperation, deps: ResourceOperationDeps): Operation {
  switch (name) {
    case 'list':
      return listOperation(plan, deps)
    case 'stats':
      return statsOperation(plan, deps)
    case 'read':
      return readOperation(plan, deps)
    case 'sync':
      return syncOperation(plan, deps)
    case 'backfill':
      return backfillOperation(plan, deps)
    case 'export':
      return exportOperation(plan, deps)
    default:
      return name satisfies never
  }
}

function listOperation(plan: ResourcePlan, { resources, connections }: ResourceOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: `Stored records of ${plan.id}, filtered, searched and sorted`,
    params: { ...listParams(plan), cursor: { type: 'string', maxLength: 3000 }, limit: LIMITS },
    response: {
      type: 'object',
      required: ['items', 'nextCursor'],
      additionalProperties: false,
      properties: { items: { type: 'array', items: rowSchema(plan) }, nextCursor: { type: ['string', 'null'] } },
    },
    async run(request) {
      const { cursor, limit } = request.input
      const query = await queryOf(plan, connections, request)
      const page = { limit: typeof limit === 'number' ? limit : DEFAULT_LIMIT, ...(typeof cursor === 'string' ? { cursor } : {}) }
      const { items, nextCursor } = await resources.list(request.caller.tenantId, { ...query, ...page })
      return { body: { items: items.map((record) => rowOf(plan, record)), nextCursor } }
    },
  }
}

function statsOperation(plan: ResourcePlan, { resources, connections }: ResourceOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: `Figures of ${plan.id} by value and by local day`,
    params: { connectionId: CONNECTION_PARAM, from: DAY, to: DAY },
    response: figuresSchema(plan),
    async run(request) {
      const { plugin, resource } = plan
      const account = await namedAccount(connections, plugin, request)
      const { from, to } = request.input
      const stats = await resources.stats(request.caller.tenantId, {
        plugin,
        resource,
        ...(account === null ? {} : { connectionId: account.id }),
        ...(typeof from === 'string' ? { from } : {}),
        ...(typeof to === 'string' ? { to } : {}),
      })
      return { body: figuresOf(plan, stats) }
    },
  }
}

function readOperation(plan: ResourcePlan, { resources, connections }: ResourceOperationDeps): Operation {
  return {
    role: 'viewer',
    summary: `One stored record of ${plan.id}`,
    params: { connectionId: CONNECTION_PARAM, key: KEY },
    required: ['key'],
    response: detailSchema(plan),
    run: async (request) => {
      const { id: connectionId } = await requireAccount(connections, plan.plugin, request)
      const { plugin, resource } = plan
      return {
        body: detailOf(plan, await resources.read(request.caller.tenantId, { plugin, resource, connectionId, key: keyOf(request) })),
      }
    },
  }
}

function syncOperation(plan: ResourcePlan, { resources, sync, connections }: ResourceOperationDeps): Operation {
  return {
    role: 'operator',
    summary: `Reads one record of ${plan.id} at the provider now, and gives it as it is stored`,
    params: { connectionId: CONNECTION_PARAM, key: KEY },
    required: ['key'],
    rateLimit: ASKS_PROVIDER,
    response: detailSchema(plan),
    async run(request) {
      const { tenantId } = request.caller
      const { id: connectionId } = await requireAccount(connections, plan.plugin, request)
      const at = { plugin: plan.plugin, resource: plan.resource, connectionId, key: keyOf(request) }
      await sync.syncRecord(tenantId, at)
      return { body: detailOf(plan, await resources.read(tenantId, at)) }
    },
  }
}

function backfillOperation(plan: ResourcePlan, { sync, connections }: ResourceOperationDeps): Operation {
  return {
    role: 'operator',
    summary: `Loads all of ${plan.id} again; while that runs, the running job is answered`,
    params: { connectionId: CONNECTION_PARAM, days: { type: 'integer', minimum: 1, maximum: 36_500 } },
    rateLimit: ASKS_PROVIDER,
    response: startedSchema(),
    successStatus: 202,
    async run(request) {
      const { tenantId, userId } = request.caller
      const { id: connectionId } = await requireAccount(connections, plan.plugin, request)
      const { days } = request.input
      const asked = { connectionId, scope: plan.resource, kind: 'backfill' as const, ...(typeof days === 'number' ? { days } : {}) }
      const { job, alreadyRunning } = await sync.start(tenantId, asked, [plan.plugin], userId)
      return { status: 202, body: { jobId: job.id, job, alreadyRunning } }
    },
  }
}

function exportOperation(plan: ResourcePlan, { resources, connections }: ResourceOperationDeps): Operation {
  return {
    role: 'operator',
    summary: `The list of ${plan.id} as CSV, all of it`,
    params: listParams(plan),
    async run(request) {
      const { tenantId } = request.caller
      const query = await queryOf(plan, connections, request)
      // What is wrong with the question is answered before the first byte: later there is no status to say it with.
      await resources.list(tenantId, { ...query, limit: 1 })
      return {
        body: exportCsv(resources, plan, { tenantId, query, locale: request.locale }),
        type: 'text/csv; charset=utf-8',
        headers: { 'content-disposition': `attachment; filename="${plan.plugin}-${plan.resource}.csv"` },
      }
    },
  }
}

/** The answer to a start: the job, its id apart for callers that know no more. */
export function startedSchema(): JsonSchema {
  return {
    type: 'object',
    required: ['jobId', 'job', 'alreadyRunning'],
    additionalProperties: false,
    properties: { jobId: { type: 'string' }, job: { $ref: '#/$defs/SyncJob' }, alreadyRunning: { type: 'boolean' } },
    $defs: syncSchemas.$defs,
  }
}

function listParams(plan: ResourcePlan): Record<string, JsonSchema> {
  const filters = [...plan.fields.values()].filter((field) => field.declared.filter === true).flatMap((field) => filterParams(field))
  return {
    ...Object.fromEntries(filters),
    ...(rangeDay(plan) === null ? {} : { from: DAY, to: DAY }),
    connectionId: CONNECTION_PARAM,
    search: { type: 'string', maxLength: 200 },
    sort: { type: 'string', maxLength: 60 },
    deleted: { type: 'boolean' },
  }
}

function filterParams({ name, declared }: PlannedField): Array<[string, JsonSchema]> {
  if (declared.type === 'boolean') return [[name, { type: 'boolean' }]]
  const value: JsonSchema = { type: 'string', minLength: 1, maxLength: 300 }
  if (declared.type === 'text') return [[name, value]]
  return [
    [name, value],
    [`${name}From`, value],
    [`${name}To`, value],
  ]
}

/** The field that `from` and `to` are about: the one that the figures go by. */
function rangeDay({ stats }: ResourcePlan): PlannedField | null {
  return stats.day?.declared.filter === true ? stats.day : null
}

async function queryOf(plan: ResourcePlan, source: AccountSource, request: OperationRequest): Promise<Omit<RecordQuery, 'limit'>> {
  const { search, sort, deleted } = request.input
  const { plugin, resource } = plan
  const account = await namedAccount(source, plugin, request)
  return {
    plugin,
    resource,
    filter: filterOf(plan, request.input),
    ...(account === null ? {} : { connectionId: account.id }),
    ...(typeof search === 'string' ? { search } : {}),
    ...(typeof sort === 'string' ? { sort: { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') } } : {}),
    ...(typeof deleted === 'boolean' ? { deleted } : {}),
  }
}

function filterOf(plan: ResourcePlan, input: Readonly<Record<string, Json>>): Record<string, FilterValue> {
  const day = rangeDay(plan)
  const filter: Record<string, FilterValue> = Object.create(null)
  for (const field of plan.fields.values()) {
    if (field.declared.filter !== true) continue
    const isDay = field === day
    const value = filterValue(field, input[field.name])
    const min = scalar(input[`${field.name}From`]) ?? (isDay ? scalar(input['from']) : null)
    const max = scalar(input[`${field.name}To`]) ?? (isDay ? scalar(input['to']) : null)
    if (value !== null) filter[field.name] = value
    else if (min !== null || max !== null) filter[field.name] = { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) }
  }
  return filter
}

/** Of fields with options, several by commas: an option has none. */
function filterValue({ declared }: PlannedField, value: Json | undefined): FilterValue | null {
  if (typeof value === 'string' && declared.options !== undefined && value.includes(',')) return value.split(',')
  return scalar(value)
}

function scalar(value: Json | undefined): FilterScalar | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function keyOf({ input }: OperationRequest): string {
  return String(input['key'] ?? '')
}

function rowOf(plan: ResourcePlan, record: StoredRecord): Record<string, unknown> {
  const { title, fields, connectionId, key, firstSeenAt, changedAt, deletedAt } = showRecord(plan, record)
  return { accountId: connectionId, title, ...fields, id: key, firstSeenAt, changedAt, deletedAt }
}

function detailOf(plan: ResourcePlan, record: StoredRecord): Record<string, unknown> {
  return { ...rowOf(plan, record), data: record.data }
}

function rowSchema(plan: ResourcePlan): JsonSchema {
  const fields = [...plan.fields.values()].map(({ name, declared }): [string, JsonSchema] => [
    name,
    { type: [TYPES[declared.type], 'null'] },
  ])
  const properties = {
    accountId: { type: 'string' },
    title: { type: 'string' },
    ...Object.fromEntries(fields),
    id: { type: 'string' },
    firstSeenAt: { type: 'string' },
    changedAt: { type: 'string' },
    deletedAt: { type: ['string', 'null'] },
  }
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties }
}

function detailSchema(plan: ResourcePlan): JsonSchema {
  const row = rowSchema(plan)
  const { properties, required } = row
  return {
    ...row,
    properties: { ...Object(properties), data: { description: 'The record as the provider gave it.' } },
    required: [...(Array.isArray(required) ? required : []), 'data'],
  }
}

const TYPES = { text: 'string', integer: 'integer', decimal: 'string', boolean: 'boolean', date: 'string', timestamp: 'string' } as const
