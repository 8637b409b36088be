import { toIso } from '../platform/clock.ts'
import { dayOfId } from '../platform/ids.ts'
import { joinedColumns, type Value } from './column-texts.ts'
import { placed, type Statement, statementFor } from './run-statement.sql.ts'
import type { NewDelivery, RunChange, RunIdentity, RunWrite } from './run-write.types.ts'
import { PARTS, type PartName } from './run-writes.sql.ts'
import { TASK_COLUMNS } from './task-writes.sql.ts'

/** The rows of one batch, by part of the statement. */
export class BatchRows {
  readonly has = new Set<PartName>()
  readonly #columns = new Map<PartName, Value[][]>()

  add(part: PartName, values: readonly Value[]): void {
    let columns = this.#columns.get(part)
    if (columns === undefined) {
      columns = PARTS[part].columns.map(() => [])
      this.#columns.set(part, columns)
      this.has.add(part)
    }
    for (let i = 0; i < values.length; i++) columns[i]?.push(values[i] ?? null)
  }

  /** The statement for these rows with its parameters: one per column, and what several parts say the same is one. */
  query(): Statement & { values: unknown[] } {
    const found = placed(this.#columns)
    const texts = joinedColumns(found.params)
    return { ...statementFor(this.has, found, texts !== null), values: texts ?? [...found.params] }
  }
}

/**
 * Rows of a batch. Everything that may wait for another transaction's row comes sorted by key, so that two flushes meet in
 * the same order and one waits for the other instead of both for each other.
 */
export function rowsOf(given: readonly RunWrite[]): BatchRows {
  const rows = new BatchRows()
  // Nobody else can have the row of a run that is new, so the order of its delivery's key will do, and columns are the same in all parts.
  const isFresh = given.every(({ dedupe, runs: [own, ...more] }) => dedupe !== null && own?.isNew === true && more.length === 0)
  const writes = isFresh ? given.toSorted(byKey) : given
  for (const write of isFresh ? writes : writes.filter((each) => each.dedupe !== null).sort(byKey)) addKey(rows, write)
  const changes: Array<{ change: RunChange; gate: string | null }> = []
  for (const write of writes) {
    const gate = write.dedupe === null ? null : (write.delivery?.id ?? null)
    if (write.delivery !== null) addDelivery(rows, write.delivery, write.runs, gate)
    if (write.delivery !== null && write.mapLater !== undefined) {
      const { tenantId, id } = write.delivery
      rows.add('unmapped', [tenantId, id, dayOfId(id), write.mapLater.connectionIds.join(','), gate])
    }
    for (const change of write.runs) changes.push({ change, gate })
  }
  addHints(rows, writes)
  if (!isFresh) changes.sort((a, b) => (a.change.run.id < b.change.run.id ? -1 : 1))
  for (const { change, gate } of changes) addChange(rows, change, gate)
  return rows
}

function byKey(a: RunWrite, b: RunWrite): number {
  const left = `${a.delivery?.tenantId} ${a.dedupe?.scope} ${a.dedupe?.key}`
  const right = `${b.delivery?.tenantId} ${b.dedupe?.scope} ${b.dedupe?.key}`
  return left < right ? -1 : 1
}

function addKey(rows: BatchRows, write: RunWrite): void {
  if (write.dedupe === null || write.delivery === null) return
  const { scope, key, windowSeconds } = write.dedupe
  rows.add('keys', [write.delivery.tenantId, scope, key, write.delivery.id, write.runs[0]?.run.id ?? null, windowSeconds])
}

function addHints(rows: BatchRows, writes: readonly RunWrite[]): void {
  const hints = writes.flatMap(({ delivery, dedupe, hints = [] }) =>
    delivery === null ? [] : hints.map((hint) => ({ hint, delivery, gate: dedupe === null ? null : delivery.id })),
  )
  const place = ({ hint }: (typeof hints)[number]) => `${hint.connectionId} ${hint.resource} ${hint.key}`
  hints.sort((a, b) => (place(a) < place(b) ? -1 : 1))
  for (const { hint, delivery, gate } of hints) {
    const { id, connectionId, plugin, resource, key, topic, isDelete } = hint
    const received = toIso(delivery.receivedAt)
    const values = [delivery.tenantId, id, connectionId, plugin, resource, key, topic, isDelete ? 1 : 0, received, delivery.id, gate]
    rows.add('hinted', values)
    rows.add('linked', values)
  }
}

function addDelivery(rows: BatchRows, delivery: NewDelivery, runs: readonly RunChange[], gate: string | null): void {
  const text = typeof delivery.body === 'string' ? delivery.body : null
  const bytes = typeof delivery.body === 'string' ? null : delivery.body
  rows.add('deliveries', [
    dayOfId(delivery.id),
    delivery.tenantId,
    delivery.id,
    toIso(delivery.receivedAt),
    delivery.source,
    delivery.flowId,
    delivery.verdict,
    delivery.dedupeKey,
    delivery.topic,
    delivery.method,
    delivery.query || null,
    delivery.headers,
    text,
    bytes,
    runs.flatMap(({ run }) => (run.deliveryId === delivery.id ? [run.id] : [])).join(',') || null,
    gate,
  ])
}

function addChange(rows: BatchRows, change: RunChange, gate: string | null): void {
  const { run, next, append } = change
  const isOver = next.status === 'succeeded' || next.status === 'failed' || next.status === 'cancelled'
  const inline = change.isNew && isOver
  if (append !== null && !inline) rows.add('appended', [dayOfId(run.id), run.tenantId, run.id, append.seq, `[${append.entries}]`, gate])
  if (isOver) {
    const error = next.error
    const journal = inline ? `[${append?.entries ?? ''}]` : null
    rows.add('ended', [dayOfId(run.id), ...identity(run, next.status, error), toIso(next.endedAt), journal, gate])
    if (!change.isNew) rows.add('closed', [run.tenantId, run.id])
    if (change.leavesGate === true) rows.add('departed', [run.tenantId, run.id])
  } else if (change.isNew) addOpened(rows, change, gate)
  else if (next.status !== 'running') addMoved(rows, change)
  for (const natural of change.natural) {
    rows.add('remembered', [run.tenantId, natural.connectionId, natural.action, natural.keyHash, run.id, natural.output])
  }
  const { arrival } = change
  if (arrival !== undefined) rows.add('arrived', [run.tenantId, arrival.runId, run.id, arrival.path, arrival.outcome])
  for (const task of change.tasks ?? []) {
    rows.add(
      'asked',
      TASK_COLUMNS.map(([name]) => task[name]),
    )
  }
  if (change.closesTasks === 'all') rows.add('unasked', [run.tenantId, run.id, null, 0])
  else for (const { path, isOverdue } of change.closesTasks ?? []) rows.add('unasked', [run.tenantId, run.id, path, isOverdue ? 1 : 0])
  for (const blob of change.blobs) rows.add('blobs', [run.tenantId, blob.hash, blob.json])
}

function addOpened(rows: BatchRows, change: RunChange, gate: string | null): void {
  const { run, next } = change
  const owner = next.status === 'running' ? next.owner : null
  const error = 'error' in next ? next.error : null
  const { entry, startedBy = null } = change
  const opened = [...identity(run, next.status, error), run.depth, owner, next.status === 'waiting' ? next.delayMs : 0, startedBy, gate]
  if (entry === undefined) {
    rows.add('opened', opened)
    return
  }
  rows.add('preferred', [...opened, entry.priority])
  if (entry.gate !== null) rows.add('gated', [run.tenantId, run.id, run.flowId, run.version, entry.gate, startedBy, gate])
}

function addMoved(rows: BatchRows, change: RunChange): void {
  const { run, next } = change
  if (next.status !== 'waiting' && next.status !== 'uncertain' && next.status !== 'queued') return
  const delayMs = next.status === 'waiting' ? next.delayMs : 0
  const holder = next.status === 'queued' ? next.heldBy : change.heldBy
  const owner = change.append === null ? (holder ?? null) : null
  rows.add('moved', [
    run.tenantId,
    run.id,
    next.status,
    delayMs,
    'error' in next ? next.error : null,
    change.inboxSeen ?? 0,
    change.cancelSeen ?? null,
    owner,
  ])
}

function identity(run: RunIdentity, status: string, error: string | null): Value[] {
  return [
    run.tenantId,
    run.id,
    run.flowId,
    run.version,
    status,
    run.trigger,
    run.deliveryId,
    run.triggerData,
    run.rootRunId,
    run.retryOf,
    error,
    toIso(run.startedAt),
    run.parent?.runId ?? null,
    run.parent?.path ?? null,
  ]
}
