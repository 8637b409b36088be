import type { Trx } from '../platform/db.ts'
import type { PlannedField, ResourcePlan } from '../resources/tables/resource-plan.ts'

/** How soon records of one resource were answered. App role, one tenant. Its table and columns come from its plan, never from a caller. */

export interface AnswersAt {
  tenantId: string
  connections: readonly string[]
  /** First local day. */
  from: string
  now: Date
}

export interface AnswerCounts {
  asked: number
  /** Answered in time. */
  withinTarget: number
  /** Answered, but later. */
  late: number
  /** Not answered, and the time is over. */
  overdue: number
  /** Not answered, with time left. */
  waiting: number
}

export interface AnswerDay extends AnswerCounts {
  day: string
  medianSeconds: number | null
}

export interface AnswerGroup {
  value: string | null
  asked: number
  breaches: number
  longestSeconds: number
}

export interface SlowAnswer {
  key: string
  connectionId: string
  /** Of the field that is grouped by. */
  group: string | null
  askedAt: Date
  /** Null: it still waits. */
  answeredAt: Date | null
  seconds: number
}

const BREACH = '(is_late OR is_overdue)'

/** Records asked since; `is_*` say how they stand. What nobody can answer any more (closed, removed) is in none of them. */
function asked(plan: ResourcePlan, group: PlannedField | null): string {
  const { duration } = plan.stats
  if (duration === null) throw new TypeError(`${plan.id} declares no duration`)
  const { from, to } = duration
  const open = plan.declared.view?.inbox?.open
  const openField = open === undefined ? undefined : plan.fields.get(open.field)
  const isOpen = openField === undefined ? 'true' : `"${openField.column}" = :openValue`
  return `WITH asked AS (
    SELECT key, connection_id, asked_at, answered_at, seconds, what,
      answered_at IS NOT NULL AND seconds <= :target AS is_in_time, answered_at IS NOT NULL AND seconds > :target AS is_late,
      answered_at IS NULL AND is_open AND seconds > :target AS is_overdue, answered_at IS NULL AND is_open AND seconds <= :target AS is_waiting
    FROM (
      SELECT key, connection_id, "${from.column}" AS asked_at, "${to.column}" AS answered_at, coalesce(${isOpen}, false) AS is_open,
        extract(epoch FROM coalesce("${to.column}", :now) - "${from.column}")::float8 AS seconds,
        ${group === null ? 'NULL' : `"${group.column}"`}::text AS what
      FROM ${plan.table}
      WHERE tenant_id = :tenantId AND connection_id = ANY(:connections::text[]) AND deleted_at IS NULL
        AND "${from.column}" >= (:from::date)::timestamp AT TIME ZONE :timezone
    ) r
  )`
}

function bindings(plan: ResourcePlan, at: AnswersAt) {
  return {
    ...at,
    connections: [...at.connections],
    timezone: plan.stats.timezone,
    target: plan.stats.duration?.targetSeconds ?? 0,
    openValue: plan.declared.view?.inbox?.open.equals ?? '',
  }
}

/** Days on which something was asked. */
export async function countAnswers(trx: Trx, plan: ResourcePlan, at: AnswersAt): Promise<AnswerDay[]> {
  const { rows } = await trx.raw<{ rows: AnswerDay[] }>(
    `${asked(plan, null)}
     SELECT to_char(asked_at AT TIME ZONE :timezone, 'YYYY-MM-DD') AS day, count(*)::int AS asked,
       count(*) FILTER (WHERE is_in_time)::int AS "withinTarget", count(*) FILTER (WHERE is_late)::int AS late,
       count(*) FILTER (WHERE is_overdue)::int AS overdue, count(*) FILTER (WHERE is_waiting)::int AS waiting,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE answered_at IS NOT NULL) AS "medianSeconds"
     FROM asked GROUP BY 1 ORDER BY 1`,
    bindings(plan, at),
  )
  return rows
}

/** What is asked about most of what was answered late or not at all, the worst first. */
export async function worstGroups(
  trx: Trx,
  plan: ResourcePlan,
  group: PlannedField,
  at: AnswersAt & { limit: number },
): Promise<AnswerGroup[]> {
  const { rows } = await trx.raw<{ rows: AnswerGroup[] }>(
    `${asked(plan, group)}
     SELECT what AS value, count(*)::int AS asked, count(*) FILTER (WHERE ${BREACH})::int AS breaches,
       max(seconds) FILTER (WHERE ${BREACH}) AS "longestSeconds"
     FROM asked GROUP BY 1 HAVING count(*) FILTER (WHERE ${BREACH}) > 0 ORDER BY 3 DESC, 4 DESC, 1 LIMIT :limit`,
    { ...bindings(plan, at), limit: at.limit },
  )
  return rows
}

/** Records whose time was over, those that still wait first, the longest first. */
export async function slowestAnswers(
  trx: Trx,
  plan: ResourcePlan,
  group: PlannedField | null,
  at: AnswersAt & { limit: number },
): Promise<SlowAnswer[]> {
  const { rows } = await trx.raw<{ rows: SlowAnswer[] }>(
    `${asked(plan, group)}
     SELECT key, connection_id AS "connectionId", what AS "group", asked_at AS "askedAt", answered_at AS "answeredAt", seconds
     FROM asked WHERE ${BREACH} ORDER BY is_overdue DESC, seconds DESC, key LIMIT :limit`,
    { ...bindings(plan, at), limit: at.limit },
  )
  return rows
}
