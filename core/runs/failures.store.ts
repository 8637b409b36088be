import type { Trx } from '../platform/db.ts'

/** Failed runs that wait for somebody, grouped by what went wrong. App role, one tenant. */

export interface FailureQuery {
  tenantId: string
  flowId?: string
  /** `YYYY-MM-DD`, UTC: runs that started on this day or later. */
  sinceDay: string
  fingerprint?: string
}

export interface FailureGroupRow {
  fingerprint: string
  flowId: string
  stepId: string | null
  code: string
  message: string
  count: number
  firstAt: Date
  lastAt: Date
  exampleRunId: string
  exampleVersion: number
}

/** Newest failures that are looked at. A group beyond them is as stale as it is old. */
export const MOST_LOOKED_AT = 20_000

/** JSON of an error may hold what jsonb cannot: NUL, and halves of a surrogate pair. (No question mark: it would be a parameter.) */
const ERROR = String.raw`regexp_replace(r.error, '\\u(0000|d[89a-f][0-9a-f]{2})', '·', 'gi')::jsonb`

/**
 * The message with everything left out that differs from run to run: addresses, ids, quoted values, numbers. So a thousand
 * runs that failed for one reason are one group.
 */
const MESSAGE = [
  [String.raw`https{0,1}://[^\s"”’)]+`, '‹url›'],
  [String.raw`[^\s@<>"“]+@[^\s@<>"”]+\.[a-z]{2,}`, '‹email›'],
  ['[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '‹id›'],
  [String.raw`\m[a-z]{2,5}_[0-9a-z]{20,}\M`, '‹id›'],
  [`"[^"]{1,250}"|“[^”]{1,250}”|‘[^’]{1,250}’|''[^'']{1,250}''`, '‹value›'],
  [String.raw`\m[0-9a-f]{12,}\M`, '‹id›'],
  ['[0-9]+([.,:/-][0-9]+)*', '‹n›'],
].reduce((text, [pattern, word]) => `regexp_replace(${text}, '${pattern}', '${word}', 'gi')`, `left(error ->> 'message', 1000)`)

const NOTHING_DONE = `NOT EXISTS (SELECT 1 FROM run_resolutions s WHERE s.tenant_id = r.tenant_id AND s.run_id = r.id)
  AND NOT EXISTS (SELECT 1 FROM run_retries t WHERE t.tenant_id = r.tenant_id AND t.retry_of = r.id)`

/** Failed runs that nobody marked as dealt with and that were not retried: a retry that failed stands for the runs before it. */
function failures({ flowId, fingerprint }: FailureQuery): string {
  return `WITH failed AS (
      SELECT r.id, r.flow_id, r.version, r.ended_at, ${ERROR} AS error FROM runs r
      WHERE r.tenant_id = :tenantId AND r.status <> 'succeeded' AND r.status = 'failed' AND r.error IS NOT NULL AND r.day >= :sinceDay::date
        ${flowId === undefined ? '' : 'AND r.flow_id = :flowId'} AND ${NOTHING_DONE}
      ORDER BY r.day DESC, r.id DESC LIMIT ${MOST_LOOKED_AT}
    ), told AS (
      SELECT id, flow_id, version, ended_at, coalesce(error ->> 'code', '') AS code, left(${MESSAGE}, 300) AS message,
        nullif(regexp_replace(regexp_replace(coalesce(error ->> 'failedPath', ''), '^.*/', ''), '[^A-Za-z0-9_].*$', ''), '') AS step_id
      FROM failed
    ), marked AS (
      SELECT *, md5(concat_ws(chr(31), flow_id, coalesce(step_id, ''), code, message)) AS fingerprint FROM told
    ), wanted AS (
      SELECT * FROM marked ${fingerprint === undefined ? '' : 'WHERE fingerprint = :fingerprint'}
    )`
}

function valuesOf({ tenantId, flowId, sinceDay, fingerprint }: FailureQuery): Record<string, string> {
  return { tenantId, sinceDay, ...(flowId === undefined ? {} : { flowId }), ...(fingerprint === undefined ? {} : { fingerprint }) }
}

/** Groups, the one that failed last first. */
export async function groupFailures(trx: Trx, query: FailureQuery, limit: number): Promise<FailureGroupRow[]> {
  const { rows } = await trx.raw<{ rows: FailureGroupRow[] }>(
    `${failures(query)}
     SELECT fingerprint, flow_id AS "flowId", step_id AS "stepId", code, message, count(*)::int AS count, min(ended_at) AS "firstAt",
       max(ended_at) AS "lastAt", max(id) AS "exampleRunId", (array_agg(version ORDER BY id DESC))[1] AS "exampleVersion"
     FROM wanted GROUP BY fingerprint, flow_id, step_id, code, message ORDER BY max(id) DESC LIMIT :limit`,
    { ...valuesOf(query), limit },
  )
  return rows
}

/** Ids of the runs behind the groups, newest first. */
export async function failedRunIds(trx: Trx, query: FailureQuery, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `${failures(query)} SELECT id FROM wanted ORDER BY id DESC LIMIT :limit`,
    {
      ...valuesOf(query),
      limit,
    },
  )
  return rows.map((row) => row.id)
}
