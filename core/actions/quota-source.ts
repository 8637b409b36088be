import type { Limit } from '../../sdk/manifest.gen.ts'
import type { QuotaRequest, QuotaRule, QuotaSource } from '../egress/egress.types.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { LoadedPlugin, Registry } from '../registry/registry.types.ts'
import { answerClassifier, type Classifier } from './answer-failure.ts'

/** The quotas that connectors declare in `limits[]`, as the scheduler counts them: one bucket per key, shared by all processes. */
export function manifestQuotas(registry: Pick<Registry, 'limits' | 'plugin'>): QuotaSource {
  const classifiers = new WeakMap<LoadedPlugin, Classifier>()
  const classifierOf = (name: string): Classifier | null => {
    const plugin = registry.plugin(name)
    if (plugin === null) return null
    const classify = classifiers.get(plugin) ?? answerClassifier(plugin.manifest.errors)
    classifiers.set(plugin, classify)
    return classify
  }
  return {
    quotasFor(request) {
      const path = pathOf(request.url)
      return registry.limits(request.plugin).flatMap((limit, index) => {
        if (limit.pathPrefix !== undefined && !path.startsWith(limit.pathPrefix)) return []
        if (!concerns(limit, request)) return []
        const key = bucketKey(limit, index, path, request)
        return key === null ? [] : [ruleOf(limit, key, path, request)]
      })
    },
    isFaulty(name, answer) {
      const classify = classifierOf(name)
      if (classify === null) return answer.status >= 400
      // What the manifest calls `empty` is a fault to the provider all the same: it counts those that look for what is not there.
      return classify(answer, 0) !== null
    },
    isPassing(name, answer) {
      const meaning = classifierOf(name)?.(answer, 0) ?? null
      return meaning !== null && meaning !== 'empty' && (meaning.class === 'retry' || meaning.class === 'rateLimited')
    },
    pauseMsOf(name, answer, now) {
      const meaning = classifierOf(name)?.(answer, now) ?? null
      return meaning === null || meaning === 'empty' ? undefined : meaning.retryAfterMs
    },
  }
}

/** Whether the limit is about calls of this kind: by method, by what they do, and by the provider's own name of them. */
function concerns({ methods, only, calls, methodBy }: Limit, { method, isRead, body }: QuotaRequest): boolean {
  if (methods !== undefined && !methods.some((one) => one === method)) return false
  if (only !== undefined && (only === 'reads') !== (isRead ?? (method === 'GET' || method === 'HEAD'))) return false
  if (calls === undefined || methodBy === undefined) return true
  const name = atPointer(body?.json, methodBy)
  return typeof name === 'string' && calls.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one))
}

function ruleOf(limit: Limit, key: string, path: string, request: QuotaRequest): QuotaRule {
  const quota = quotaOf(limit, request)
  const changing = limit.changedOnlyBy?.filter(({ reads }) => path.startsWith(reads)) ?? []
  return {
    key,
    ...(quota === undefined ? {} : { quota }),
    ...(limit.windowSeconds === undefined ? {} : { windowSeconds: limit.windowSeconds }),
    ...(limit.day === undefined ? {} : { dayTimezone: limit.day.timezone }),
    ...(limit.concurrency === undefined ? {} : { concurrency: limit.concurrency }),
    ...(limit.per === 'connection' ? {} : { shared: true }),
    ...(limit.breaker === undefined ? {} : { breaker: limit.breaker }),
    ...(limit.redundantReadSeconds === undefined ? {} : { redundantReadSeconds: limit.redundantReadSeconds }),
    ...(changing.length === 0 ? {} : { changedBy: changing.flatMap(({ writes }) => writes) }),
  }
}

/** By the connection's plan, where the quota depends on it. */
function quotaOf({ quota, planSetting, planQuotas }: Limit, { settings = {} }: QuotaRequest): number | undefined {
  const plan = planSetting !== undefined && Object.hasOwn(settings, planSetting) ? settings[planSetting] : undefined
  if (plan === undefined) return quota
  if (planQuotas !== undefined) return (Object.hasOwn(planQuotas, plan) ? planQuotas[plan] : undefined) ?? quota
  const said = Number(plan)
  return Number.isInteger(said) && said > 0 ? said : quota
}

function bucketKey(limit: Limit, index: number, path: string, request: QuotaRequest): string | null {
  const owner = ownerOf(limit, request)
  if (owner === null) return null
  const method = limit.perMethod === true ? `:${methodOf(limit, path, request)}` : ''
  return `${request.plugin}:${owner}:${index}${method}`.slice(0, 300)
}

function ownerOf({ per }: Limit, { connectionId, appId }: QuotaRequest): string | null {
  switch (per) {
    case 'connection':
      return connectionId
    // A workspace's own app has a quota of its own; calls whose app is not known count for one nobody has.
    case 'app':
      return appId === undefined ? 'app' : `app:${appId}`
    case 'ip':
      return 'ip'
  }
}

/** The provider's own name of what is called, where it is in the body; else the HTTP method and the path without its ids. */
function methodOf({ methodBy }: Limit, path: string, { method, body }: QuotaRequest): string {
  const named = methodBy === undefined ? undefined : atPointer(body?.json, methodBy)
  const template = path.replace(/\/[^/]*\d[^/]*(?=\/|$)/g, '/{}')
  return typeof named === 'string' ? `${path}:${named}` : `${method} ${template}`
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? ''
}
