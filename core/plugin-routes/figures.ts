import type { JsonSchema } from '../http/route.ts'
import resourceSchemas from '../resources/resources.schema.json' with { type: 'json' }
import type { ResourceStats } from '../resources/resources.types.ts'
import type { ResourcePlan } from '../resources/tables/resource-plan.ts'

/**
 * The figures of a resource with what callers mostly look for at hand: `by.status.active`, `sums.price`, and of answer times the share
 * within the target (null when there were none).
 */
export function figuresOf(plan: ResourcePlan, stats: ResourceStats) {
  const by = Object.fromEntries(stats.groups.map(({ field, values }) => [field, countsOf(values)]))
  const { duration } = stats
  const withinShare =
    duration === null || duration.count === 0 ? null : Math.round((duration.withinTarget / duration.count) * 10_000) / 10_000
  return {
    ...stats,
    by,
    sums: sumsOf(plan, stats),
    withinTargetShare: withinShare,
    timezone: plan.stats.timezone,
  }
}

function countsOf(values: ResourceStats['groups'][number]['values']): Record<string, number> {
  // A value may be called `__proto__`: entries make own members.
  return Object.fromEntries(values.map(({ value, count }) => [value ?? '', count]))
}

/** Each record has one value of the first grouping, or none, which is one too. Without groups, each has one day. */
function sumsOf({ stats: { sums } }: ResourcePlan, { groups, days }: ResourceStats): Record<string, string> {
  const parts = groups[0]?.values ?? days
  return Object.fromEntries(sums.map(({ name }) => [name, addDecimals(parts.map((part) => part.sums[name] ?? '0'))]))
}

/** Exact, whatever the number of digits. */
function addDecimals(texts: readonly string[]): string {
  const places = Math.max(0, ...texts.map((text) => text.split('.')[1]?.length ?? 0))
  const scaled = texts.map((text) => {
    const [whole = '0', rest = ''] = text.split('.')
    return BigInt(`${whole}${rest.padEnd(places, '0')}`)
  })
  const sum = scaled.reduce((total, value) => total + value, 0n)
  if (places === 0) return String(sum)
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, '0')
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

export function figuresSchema(plan: ResourcePlan): JsonSchema {
  const { ResourceStatsView } = resourceSchemas.$defs
  const { properties, required } = ResourceStatsView
  const counts = { type: 'object', additionalProperties: { type: 'integer' } }
  const groups = plan.stats.groupBy.map(({ name }) => name)
  return {
    ...ResourceStatsView,
    required: [...required, 'by', 'sums', 'withinTargetShare'],
    properties: {
      ...properties,
      by: {
        type: 'object',
        required: groups,
        additionalProperties: false,
        properties: Object.fromEntries(groups.map((name) => [name, counts])),
      },
      sums: { type: 'object', additionalProperties: { type: 'string' } },
      withinTargetShare: { type: ['number', 'null'] },
    },
    $defs: resourceSchemas.$defs,
  }
}
