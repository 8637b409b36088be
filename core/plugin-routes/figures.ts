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
    withinTargetShare: withinShare,
    timezone: plan.stats.timezone,
  }
}

function countsOf(values: ResourceStats['groups'][number]['values']): Record<string, number> {
  // A value may be called `__proto__`: entries make own members.
  return Object.fromEntries(values.map(({ value, count }) => [value ?? '', count]))
}

export function figuresSchema(plan: ResourcePlan): JsonSchema {
  const { ResourceStatsView } = resourceSchemas.$defs
  const { properties, required } = ResourceStatsView
  const counts = { type: 'object', additionalProperties: { type: 'integer' } }
  const groups = plan.stats.groupBy.map(({ name }) => name)
  return {
    ...ResourceStatsView,
    required: [...required, 'by', 'withinTargetShare'],
    properties: {
      ...properties,
      by: {
        type: 'object',
        required: groups,
        additionalProperties: false,
        properties: Object.fromEntries(groups.map((name) => [name, counts])),
      },
      withinTargetShare: { type: ['number', 'null'] },
    },
    $defs: resourceSchemas.$defs,
  }
}
