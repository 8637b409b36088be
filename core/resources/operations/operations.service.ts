import { parseExact } from '../../../sdk/lenient.ts'
import type { ActionFailure } from '../../actions/actions.types.ts'
import {
  type CapabilityConnections,
  type ConnectionFacts,
  createExecutor,
  type Executed,
  type Execution,
  type ExecutorDeps,
  type Worked,
} from '../../actions/execution.ts'
import { atPointer } from '../../registry/json-pointer.ts'
import type { LoadedPlugin, LoadedResource, Registry } from '../../registry/registry.types.ts'
import { newestByKey } from '../newest-by-key.ts'
import { writeInstant } from './instants.ts'
import { askHandlerPage } from './list-handler-page.ts'
import { askPage, type PageQuestion, type RawPage } from './list-template-page.ts'
import type {
  ListPageRequest,
  ListPageResult,
  ReadRecord,
  RecordRequest,
  RecordResult,
  RejectedRecord,
  ResourceOperations,
  ResourceRef,
} from './operations.types.ts'
import { readDetail, readDetails } from './read-detail.ts'
import { keyText, readRecord } from './read-record.ts'

export interface ResourceOperationsDeps extends ExecutorDeps {
  registry: Pick<Registry, 'egressRules' | 'plugin' | 'resource'>
  connections: CapabilityConnections
}

/** One page with its details, most of which is waiting for the provider's quota. */
const PAGE_TIMEOUT_MS = 300_000
const RECORD_TIMEOUT_MS = 60_000

interface Found {
  plugin: LoadedPlugin
  resource: LoadedResource
  connection: ConnectionFacts
}

/** Reads resources of connectors as their manifests declare it: list templates and handlers, details, the error table. */
export function openResourceOperations(deps: ResourceOperationsDeps): ResourceOperations {
  const executor = createExecutor(deps)
  return {
    async listPage(request) {
      const found = await find(request)
      if ('code' in found) return { ok: false, failure: found, calls: [] }
      const result = await execute(request, found, PAGE_TIMEOUT_MS, (execution) => listPage(execution, found.resource, request))
      return pageResult(result, found.resource)
    },
    async read(request) {
      const found = await find(request)
      if ('code' in found) return { ok: false, missing: false, failure: found, calls: [] }
      const { resource } = found
      if (resource.detail === null) {
        const failure = refusal('no_detail', `${request.resource} has no way to read one record`)
        return { ok: false, missing: false, failure, calls: [] }
      }
      const result = await execute(request, found, RECORD_TIMEOUT_MS, (execution) => readDetail(execution, resource, request.key))
      return recordResult(result, resource)
    },
  }

  async function find(ref: ResourceRef): Promise<Found | ActionFailure> {
    const plugin = deps.registry.plugin(ref.plugin)
    const resource = deps.registry.resource(ref.plugin, ref.resource)
    if (plugin === null || resource === null)
      return refusal('resource_missing', `The connector ${ref.plugin} has no resource ${ref.resource}`)
    const connection = await deps.connections.findForAction(ref.tenantId, ref.connectionId)
    if (connection?.plugin !== ref.plugin) return refusal('connection_missing', 'The connection is not there any more')
    return { plugin, resource, connection }
  }

  function execute<T>(
    request: ListPageRequest | RecordRequest,
    { plugin, resource, connection }: Found,
    timeoutMs: number,
    work: (execution: Execution) => Promise<Worked<T>>,
  ): Promise<Executed<T>> {
    const { tenantId, connectionId, priority, signal } = request
    return executor(
      {
        tenantId,
        connectionId,
        plugin,
        connection,
        capability: resource.declared.name,
        isRead: true,
        priority,
        timeoutMs,
        now: deps.clock.now(),
        seed: '00',
        ...(signal === undefined ? {} : { signal }),
      },
      work,
    )
  }
}

async function listPage(execution: Execution, resource: LoadedResource, request: ListPageRequest): Promise<Worked<RawPage>> {
  const { list, detail, declared } = resource
  const question = questionOf(request, resource)
  const page =
    list.kind === 'template'
      ? await askPage(list.template, execution, question)
      : await askHandlerPage(execution, { ...list, resource: declared.name }, question)
  if (!page.ok || detail?.when !== 'always') return page
  const { keys, without } = keysOf(page.output.texts, resource)
  const details = await readDetails(execution, resource, keys)
  if (!details.ok) return details
  const { checkpoint, done, total } = page.output
  return { ok: true, output: { texts: [...details.output, ...without], checkpoint, done, total } }
}

function questionOf({ checkpoint, since, until, limit, parent }: ListPageRequest, { declared: { cursor } }: LoadedResource): PageQuestion {
  const written = (at: number | null, bound: 'since' | 'until') =>
    cursor === undefined || at === null ? null : writeInstant(at, cursor, bound)
  return { checkpoint, since: written(since, 'since'), until: written(until, 'until'), limit, parent }
}

/** Keys of a page of stubs or of ids, each once; a stub without one stays as it is, so that it is rejected with its reason. */
function keysOf(texts: readonly string[], { list, declared }: LoadedResource): { keys: string[]; without: string[] } {
  const isIds = list.kind === 'template' && list.template.ids !== null
  const keys = new Set<string>()
  const without: string[] = []
  for (const text of texts) {
    const value = parseExact(text)
    const key = keyText(isIds ? value : atPointer(value, declared.key))
    if (key === null) without.push(text)
    else keys.add(key)
  }
  return { keys: [...keys], without }
}

function pageResult(result: Executed<RawPage>, { declared }: LoadedResource): ListPageResult {
  const { calls } = result
  if (!result.ok) return { ok: false, failure: result.failure, calls }
  const { texts, values, checkpoint, done, total } = result.output
  const records: ReadRecord[] = []
  const rejected: RejectedRecord[] = []
  for (const [i, text] of texts.entries()) {
    const read = readRecord(text, declared, values?.[i])
    if (read.ok) records.push(read.record)
    else rejected.push(read.rejected)
  }
  const page = { records: [...newestByKey(records).values()], checkpoint, done, total, calls }
  return rejected.length === 0 ? { ok: true, ...page } : { ok: true, ...page, rejected }
}

function recordResult(result: Executed<string | null>, { declared }: LoadedResource): RecordResult {
  const { calls } = result
  if (!result.ok) return { ok: false, missing: false, failure: result.failure, calls }
  if (result.output === null) return { ok: false, missing: true, calls }
  const read = readRecord(result.output, declared)
  if (read.ok) return { ok: true, record: read.record, calls }
  const failure: ActionFailure = { code: 'invalid_output', message: read.rejected.reason, class: 'permanent', effect: 'no' }
  return { ok: false, missing: false, failure, calls }
}

function refusal(code: string, message: string): ActionFailure {
  return { code, message, class: 'permanent', effect: 'no' }
}
