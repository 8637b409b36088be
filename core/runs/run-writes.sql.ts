import { BLOB_USED } from './journals.store.ts'
import { cancelAsked } from './open-runs.store.ts'
import { closeTasksSql, insertTasksSql, TASK_COLUMNS } from './task-writes.sql.ts'

/**
 * The parts of a flush's one statement (`run-statement.sql.ts`). Which of them it has depends on what the batch holds. All rows come
 * by column: the statement's text does not depend on how many.
 *
 * - `keys` decides: a delivery whose key was there already is not `offered = winner`, and everything gated by it is skipped.
 * - `appended` decides for runs: a seq that somebody else took (a takeover) is not in it, and the run's other rows are skipped.
 */
export interface Part {
  /** Array columns, in the order of the values. */
  columns: ReadonlyArray<readonly [name: string, type: string]>
  sql(rows: string, has: ReadonlySet<PartName>): string
}

export type PartName =
  | 'keys'
  | 'deliveries'
  | 'appended'
  | 'opened'
  | 'moved'
  | 'closed'
  | 'ended'
  | 'remembered'
  | 'blobs'
  | 'unmapped'
  | 'arrived'
  | 'asked'
  | 'unasked'
  | 'preferred'
  | 'gated'
  | 'departed'
  | 'hinted'
  | 'linked'

const RUN_COLUMNS = [
  ['tenant_id', 'uuid'],
  ['id', 'text'],
  ['flow_id', 'text'],
  ['version', 'int'],
  ['status', 'text'],
  ['trigger', 'text'],
  ['delivery_id', 'text'],
  ['trigger_data', 'text'],
  ['root_run_id', 'text'],
  ['retry_of', 'text'],
  ['error', 'text'],
  ['started_at', 'timestamptz'],
  ['parent_run_id', 'text'],
  ['parent_path', 'text'],
] as const
const RUN_NAMES = RUN_COLUMNS.map(([name]) => name).join(', ')

/** A wait that only an arrival ends has no delay. */
const READY_AT = `coalesce(engine_clock() + make_interval(secs => i.delay_ms / 1000), 'infinity')`

const ASKED_TO_CANCEL = `(o.cancel_requested_at IS NOT NULL AND ${cancelAsked('o')} IS DISTINCT FROM i.cancel_seen)`

/** Delivery that must be fresh for the row to count; null for rows that belong to no keyed delivery. */
const GATE = ['gate', 'text'] as const

function gated(has: ReadonlySet<PartName>): string {
  return has.has('keys') ? '(i.gate IS NULL OR i.gate IN (SELECT delivery_id FROM keys))' : 'true'
}

function appended(has: ReadonlySet<PartName>, run: string): string {
  return has.has('appended') ? `${run} IN (SELECT run_id FROM appended)` : 'true'
}

/** The run that starts it must be ours still. */
function started(has: ReadonlySet<PartName>): string {
  return `(i.started_by IS NULL OR ${appended(has, 'i.started_by')})`
}

const OPENED_COLUMNS: Part['columns'] = [
  ...RUN_COLUMNS,
  ['depth', 'int'],
  ['owner', 'text'],
  ['delay_ms', 'float8'],
  ['started_by', 'text'],
  GATE,
]

/** A record that a delivery says to read again. */
const HINT_COLUMNS: Part['columns'] = [
  ['tenant_id', 'uuid'],
  ['id', 'text'],
  ['connection_id', 'text'],
  ['plugin', 'text'],
  ['resource', 'text'],
  ['record_key', 'text'],
  ['topic', 'text'],
  ['is_delete', 'int'],
  ['created_at', 'timestamptz'],
  ['delivery_id', 'text'],
  GATE,
]

export const PARTS: Readonly<Record<PartName, Part>> = {
  keys: {
    columns: [
      ['tenant_id', 'uuid'],
      ['scope', 'text'],
      ['key', 'text'],
      ['delivery_id', 'text'],
      ['run_id', 'text'],
      ['window_seconds', 'int'],
    ],
    // DO UPDATE, not DO NOTHING: only it can return the first copy's ids when that one commits at the same time.
    sql: (rows) => `
      INSERT INTO delivery_keys AS k (tenant_id, scope, key, delivery_id, run_id, expires_at)
      SELECT i.tenant_id, i.scope, i.key, i.delivery_id, i.run_id, engine_clock() + make_interval(secs => i.window_seconds) FROM ${rows}
      ON CONFLICT (tenant_id, scope, key) DO UPDATE SET
        copies = CASE WHEN k.expires_at > engine_clock() THEN k.copies + 1 ELSE 1 END,
        delivery_id = CASE WHEN k.expires_at > engine_clock() THEN k.delivery_id ELSE excluded.delivery_id END,
        run_id = CASE WHEN k.expires_at > engine_clock() THEN k.run_id ELSE excluded.run_id END,
        expires_at = CASE WHEN k.expires_at > engine_clock() THEN k.expires_at ELSE excluded.expires_at END
      RETURNING k.tenant_id, k.scope, k.key, k.delivery_id, k.run_id`,
  },
  deliveries: {
    columns: [
      ['day', 'date'],
      ['tenant_id', 'uuid'],
      ['id', 'text'],
      ['received_at', 'timestamptz'],
      ['source', 'text'],
      ['flow_id', 'text'],
      ['verdict', 'text'],
      ['dedupe_key', 'text'],
      ['topic', 'text'],
      ['method', 'text'],
      ['query', 'text'],
      ['headers', 'text'],
      ['body', 'text'],
      ['body_bytes', 'bytea'],
      ['run_ids', 'text'],
      GATE,
    ],
    // Run ids come joined by commas: an array of arrays must be rectangular. Nothing comes as null (`column-texts.ts`).
    sql: (rows, has) => `
      INSERT INTO deliveries (day, tenant_id, id, received_at, source, flow_id, verdict, dedupe_key, topic, method, query, headers,
        body, body_bytes, run_ids)
      SELECT i.day, i.tenant_id, i.id, i.received_at, i.source, i.flow_id, i.verdict, i.dedupe_key, i.topic, i.method, coalesce(i.query, ''), i.headers,
        i.body, i.body_bytes, string_to_array(coalesce(i.run_ids, ''), ',') FROM ${rows} WHERE ${gated(has)}`,
  },
  appended: {
    columns: [['day', 'date'], ['tenant_id', 'uuid'], ['run_id', 'text'], ['seq', 'int'], ['entries', 'text'], GATE],
    sql: (rows, has) => `
      INSERT INTO journal (day, tenant_id, run_id, seq, entries)
      SELECT i.day, i.tenant_id, i.run_id, i.seq, i.entries FROM ${rows} WHERE ${gated(has)}
      ON CONFLICT DO NOTHING RETURNING run_id`,
  },
  opened: {
    columns: OPENED_COLUMNS,
    sql: (rows, has) => `
      INSERT INTO open_runs (${RUN_NAMES}, depth, owner, ready_at)
      SELECT ${RUN_COLUMNS.map(([name]) => `i.${name}`).join(', ')}, i.depth, i.owner, ${READY_AT} FROM ${rows}
      WHERE ${gated(has)} AND ${started(has)}`,
  },
  moved: {
    columns: [
      ['tenant_id', 'uuid'],
      ['id', 'text'],
      ['status', 'text'],
      ['delay_ms', 'float8'],
      ['error', 'text'],
      ['inbox_seen', 'int'],
      ['cancel_seen', 'text'],
      ['owner', 'text'],
    ],
    // Without an append (nothing to write, or handing back at shutdown) the owner is the guard. A cancel that was asked for
    // meanwhile found the run owned and woke nobody: it is seen here.
    sql: (rows, has) => `
      UPDATE open_runs o SET status = CASE WHEN ${ASKED_TO_CANCEL} THEN 'queued' ELSE i.status END, owner = NULL,
        ready_at = CASE WHEN ${ASKED_TO_CANCEL} THEN engine_clock() ELSE ${READY_AT} END, error = i.error, inbox_seen = i.inbox_seen FROM ${rows}
      WHERE o.tenant_id = i.tenant_id AND o.id = i.id AND (o.owner = i.owner OR (i.owner IS NULL AND ${appended(has, 'i.id')}))`,
  },
  closed: {
    columns: [
      ['tenant_id', 'uuid'],
      ['id', 'text'],
    ],
    sql: (rows, has) => `
      DELETE FROM open_runs o USING ${rows} WHERE o.tenant_id = i.tenant_id AND o.id = i.id AND ${appended(has, 'i.id')}`,
  },
  ended: {
    columns: [['day', 'date'], ...RUN_COLUMNS, ['ended_at', 'timestamptz'], ['journal', 'text'], GATE],
    sql: (rows, has) => `
      INSERT INTO runs (day, ${RUN_NAMES}, ended_at, journal)
      SELECT i.day, ${RUN_COLUMNS.map(([name]) => `i.${name}`).join(', ')}, i.ended_at, i.journal FROM ${rows}
      WHERE ${gated(has)} AND (i.journal IS NOT NULL OR ${appended(has, 'i.id')})`,
  },
  remembered: {
    columns: [
      ['tenant_id', 'uuid'],
      ['connection_id', 'text'],
      ['action', 'text'],
      ['key_hash', 'text'],
      ['run_id', 'text'],
      ['output', 'text'],
    ],
    sql: (rows, has) => `
      UPDATE natural_keys n SET output = i.output, done_at = CASE WHEN i.output IS NULL THEN '-infinity' ELSE engine_clock() END FROM ${rows}
      WHERE n.tenant_id = i.tenant_id AND n.connection_id = i.connection_id AND n.action = i.action AND n.key_hash = i.key_hash
        AND n.run_id = i.run_id AND ${appended(has, 'i.run_id')}`,
  },
  blobs: {
    columns: [
      ['tenant_id', 'uuid'],
      ['hash', 'text'],
      ['json', 'text'],
    ],
    // DISTINCT: two runs of one batch may hold the same value, and a row is touched once per statement.
    sql: (rows) => `
      INSERT INTO blobs AS b (tenant_id, hash, json, used_on)
      SELECT DISTINCT ON (i.tenant_id, i.hash) i.tenant_id, i.hash, i.json, (engine_clock() AT TIME ZONE 'UTC')::date FROM ${rows} ${BLOB_USED}`,
  },
  unmapped: {
    columns: [['tenant_id', 'uuid'], ['delivery_id', 'text'], ['day', 'date'], ['connection_ids', 'text'], GATE],
    // Its job comes with this commit; should that be lost, the sweep finds the row from then on.
    sql: (rows, has) => `
      INSERT INTO delivery_mappings (tenant_id, delivery_id, day, connection_ids, look_again_at)
      SELECT i.tenant_id, i.delivery_id, i.day, string_to_array(i.connection_ids, ','), engine_clock() + interval '2 minutes' FROM ${rows}
      WHERE ${gated(has)}`,
  },
  arrived: {
    columns: [
      ['tenant_id', 'uuid'],
      ['run_id', 'text'],
      ['id', 'text'],
      ['path', 'text'],
      ['outcome', 'text'],
    ],
    // The end of a sub-flow, for the run that waits for it. It is rung for after the commit: here its row may be moved at the same time.
    sql: (rows, has) => `
      INSERT INTO run_inbox (tenant_id, run_id, id, path, outcome)
      SELECT i.tenant_id, i.run_id, i.id, i.path, i.outcome FROM ${rows} WHERE ${appended(has, 'i.id')} ON CONFLICT DO NOTHING`,
  },
  asked: {
    columns: TASK_COLUMNS,
    sql: (rows, has) => insertTasksSql(rows, appended(has, 'i.run_id')),
  },
  unasked: {
    columns: [
      ['tenant_id', 'uuid'],
      ['id', 'text'],
      ['path', 'text'],
      ['is_overdue', 'int'],
    ],
    sql: (rows, has) => closeTasksSql(rows, appended(has, 'i.id')),
  },
  // Runs of flows with a priority, or that have to be let in: `opened` for the others has nothing of this.
  preferred: {
    columns: [...OPENED_COLUMNS, ['priority', 'int']],
    sql: (rows, has) => `
      INSERT INTO open_runs (${RUN_NAMES}, depth, owner, ready_at, priority)
      SELECT ${RUN_COLUMNS.map(([name]) => `i.${name}`).join(', ')}, i.depth, i.owner, ${READY_AT}, i.priority FROM ${rows}
      WHERE ${gated(has)} AND ${started(has)}`,
  },
  gated: {
    columns: [
      ['tenant_id', 'uuid'],
      ['run_id', 'text'],
      ['flow_id', 'text'],
      ['version', 'int'],
      ['state', 'text'],
      ['started_by', 'text'],
      GATE,
    ],
    sql: (rows, has) => `
      INSERT INTO run_gates (tenant_id, run_id, flow_id, version, state)
      SELECT i.tenant_id, i.run_id, i.flow_id, i.version, i.state FROM ${rows} WHERE ${gated(has)} AND ${started(has)} ORDER BY i.run_id`,
  },
  departed: {
    columns: [
      ['tenant_id', 'uuid'],
      ['id', 'text'],
    ],
    sql: (rows, has) => `
      UPDATE run_gates g SET state = 'ended', due_at = NULL FROM ${rows}
      WHERE g.tenant_id = i.tenant_id AND g.run_id = i.id AND ${appended(has, 'i.id')}`,
  },
  hinted: {
    columns: HINT_COLUMNS,
    // One that waits takes further deliveries in; one that is being read does not, since what is read may be older than they are. Of
    // one flush the same record comes once. A connection that was just removed needs nothing read.
    sql: (rows, has) => `
      INSERT INTO sync_hints AS h (tenant_id, id, connection_id, plugin, resource, record_key, topic, is_delete, created_at, look_again_at)
      SELECT DISTINCT ON (i.tenant_id, i.connection_id, i.resource, i.record_key) i.tenant_id, i.id, i.connection_id, i.plugin, i.resource,
        i.record_key, i.topic, i.is_delete = 1, i.created_at, engine_clock() + interval '2 minutes' FROM ${rows}
      WHERE ${gated(has)} AND EXISTS (SELECT 1 FROM connections c WHERE c.tenant_id = i.tenant_id AND c.id = i.connection_id)
      ORDER BY i.tenant_id, i.connection_id, i.resource, i.record_key, i.is_delete DESC
      ON CONFLICT (tenant_id, connection_id, resource, record_key) WHERE status = 'pending'
        DO UPDATE SET is_delete = h.is_delete OR excluded.is_delete
      RETURNING h.tenant_id, h.id, h.connection_id, h.resource, h.record_key`,
  },
  linked: {
    columns: HINT_COLUMNS,
    sql: (rows, has) => `
      INSERT INTO sync_hint_deliveries (tenant_id, delivery_id, hint_id)
      SELECT i.tenant_id, i.delivery_id, h.id FROM ${rows} JOIN hinted h ON h.tenant_id = i.tenant_id
        AND h.connection_id = i.connection_id AND h.resource = i.resource AND h.record_key = i.record_key
      WHERE ${gated(has)} ON CONFLICT DO NOTHING`,
  },
}

/** Order of the parts in the statement: what gates comes first. */
export const PART_ORDER: readonly PartName[] = [
  'keys',
  'deliveries',
  'appended',
  'opened',
  'moved',
  'closed',
  'ended',
  'remembered',
  'blobs',
  'unmapped',
  'arrived',
  'asked',
  'unasked',
  'preferred',
  'gated',
  'departed',
  'hinted',
  'linked',
]
