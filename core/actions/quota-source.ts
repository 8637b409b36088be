import type { Limit } from '../../sdk/manifest.gen.ts'
import type { OutboundRequest, QuotaRule, QuotaSource } from '../egress/egress.types.ts'
import type { Registry } from '../registry/registry.types.ts'

/** The quotas that connectors declare in `limits[]`, as the scheduler counts them: one bucket per key, shared by all processes. */
export function manifestQuotas(registry: Pick<Registry, 'limits'>): QuotaSource {
  return {
    quotasFor(request) {
      return registry.limits(request.plugin).flatMap((limit, index) => {
        if (limit.pathPrefix !== undefined && !pathOf(request.url).startsWith(limit.pathPrefix)) return []
        const key = bucketKey(limit, index, request)
        if (key === null || limit.quota === undefined || limit.windowSeconds === undefined) return []
        const rule: QuotaRule = { key, quota: limit.quota, windowSeconds: limit.windowSeconds }
        return limit.concurrency === undefined ? [rule] : [{ ...rule, concurrency: limit.concurrency }]
      })
    },
  }
}

/**
 * An application's quota is counted for the whole installation, also where workspaces bring their own app: too strict for
 * them, never too lax for the shared one.
 */
function bucketKey(limit: Limit, index: number, request: Pick<OutboundRequest, 'plugin' | 'connectionId'>): string | null {
  switch (limit.per) {
    case 'connection':
      return request.connectionId === null ? null : `${request.plugin}:${request.connectionId}:${index}`
    case 'app':
    case 'ip':
      return `${request.plugin}:${limit.per}:${index}`
  }
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? ''
}
