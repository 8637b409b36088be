import type { Json } from '../../sdk/flow/definition.ts'
import type { Webhook } from '../../sdk/manifest.gen.ts'
import { startsFor } from '../events/plugin-events.ts'
import { bodyOf } from '../events/webhook-event.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { within } from '../platform/within.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource, RunStart } from '../runs/engine.types.ts'
import type { MapLater, NewDelivery, NewHint } from '../runs/run-write.types.ts'
import { pluginDedupe, textOf } from './dedupe-key.ts'
import { type HookRequest, storableBody } from './flow-hook.service.ts'
import type { ConnectionHookRoute, ConnectionRouteSource, HookRoute, PluginApplication, PluginWebhook } from './intake.types.ts'
import { RecentDeliveries } from './recent-deliveries.ts'
import { hintsOf } from './record-hints.ts'
import { replyBody } from './reply-body.ts'
import { proofHeaders, storedHeaders } from './stored-headers.ts'
import { storing } from './storing.ts'
import { isProven } from './verify-delivery.ts'

/**
 * Keeps what belongs to no workspace: deliveries for the installation's own OAuth app that match no connection. The operator
 * sees them; no workspace has this id.
 */
export const INSTALLATION_TENANT = '00000000-0000-0000-0000-000000000000'

export interface PluginHookDeps {
  engine: Pick<Engine, 'accept'>
  flows: FlowSource
  routes: ConnectionRouteSource
  clock: Clock
  logger: Pick<Logger, 'warn'>
}

export interface PluginHooks {
  /**
   * Verifies, stores and starts; resolves once everything the delivery means is on disk, to the status and body (null: none) that the provider wants.
   * Throws AppError `bad_signature`, what a bad body gets, or `unavailable`.
   * `route`: whose own address it came to; null at an address of the application.
   */
  receive(hook: PluginWebhook, request: HookRequest, route: ConnectionHookRoute | null): Promise<{ status: number; body: Json }>
  /** Secrets that prove a question about this address: the connection's own, or those of the connector's applications. */
  tokensOf(hook: PluginWebhook, route: ConnectionHookRoute | null): Promise<string[]>
  /**
   * A delivery that the provider says did not arrive, fetched by us for this connection: stored and started as if it had, unless it did.
   */
  takeIn(hook: PluginWebhook, body: Json, route: HookRoute): Promise<TakenIn>
}

/** A delivery that was stored. `isCopy`: an earlier one was the same; then these are its id and runs. */
export interface TakenIn {
  deliveryId: string
  runIds: readonly string[]
  isCopy: boolean
}

/** What becomes of a delivery in one workspace. */
interface Share {
  tenantId: string
  verdict: 'accepted' | 'unmatched' | 'quarantined'
  starts: RunStart[]
  /** Set when what it starts is not known in time. */
  mapLater?: MapLater
  /** Records to read again. */
  hints?: NewHint[]
}

/** A handler that has not mapped the delivery by then does not hold its 2xx. */
const MAPPING_MS = 100

export function createPluginHooks(deps: PluginHookDeps): PluginHooks {
  const recent = new RecentDeliveries(deps.clock)
  return {
    async receive(hook, request, route) {
      const { webhook } = hook
      const body = bodyOf({ headers: proofHeaders(request.headers), body: request.body })
      const shares =
        route === null
          ? await sharesOf(hook, body, await provenApplication(hook, request, body, deps), deps)
          : [await shareOfConnection(hook, request, body, route, deps)]
      await keep(hook, request, body, shares, route)
      return { status: webhook.reply.status, body: replyBody(webhook, topicOf(webhook, body), body) }
    },

    async tokensOf(hook, route) {
      if (route !== null) return [route.secret]
      return (await deps.routes.applications(hook.plugin)).flatMap((each) => each.secrets)
    },

    async takeIn(hook, body, route) {
      const request = { method: 'GET', query: '', headers: JSON_HEADERS, body: Buffer.from(JSON.stringify(body), 'utf8') }
      const share = await shareOf(hook, body, route, deps)
      const [kept] = await keep(hook, request, body, [share], hook.webhook.scope === 'connection' ? route : null)
      if (kept === undefined) throw new AppError('unavailable')
      return kept
    },
  }

  /** Each share with everything it means in one commit; a copy of what is known writes nothing. */
  async function keep(
    hook: PluginWebhook,
    request: HookRequest,
    body: Json,
    shares: readonly Share[],
    route: HookRoute | null,
  ): Promise<TakenIn[]> {
    const dedupe = dedupeOf(hook, request, body, route)
    const scope = `${hook.plugin}/${hook.webhook.name}`
    return Promise.all(
      shares.map(async (share) => {
        const key = dedupe === null ? null : `${share.tenantId} ${scope} ${dedupe.key}`
        let isKnown = false
        const { first, isCopy } = await recent.once(key, dedupe?.windowSeconds ?? 0, async () => {
          const delivery = deliveryOf(share, hook, request, body, dedupe?.key ?? null, deps.clock.now())
          const { verdict: _, ...meaning } = share
          const keyed = dedupe === null ? null : { scope, ...dedupe }
          const accepted = await storing(deps.engine.accept({ ...meaning, delivery, dedupe: keyed, answerWithinMs: null }))
          const original = accepted.duplicateOf
          isKnown = original !== null
          const runIds = original === null ? accepted.runIds : original.runId === null ? [] : [original.runId]
          return { deliveryId: original?.deliveryId ?? delivery.id, runIds, answer: null }
        })
        return { deliveryId: first.deliveryId, runIds: first.runIds, isCopy: isCopy || isKnown }
      }),
    )
  }
}

const JSON_HEADERS = { 'content-type': 'application/json' }

/** At an address of one connection, ids need be unique to that connection only. */
function dedupeOf({ webhook }: PluginWebhook, request: HookRequest, body: Json, route: HookRoute | null) {
  const dedupe = pluginDedupe(webhook.dedupe, body, request.body)
  return dedupe === null || route === null ? dedupe : { ...dedupe, key: `${route.connectionId}/${dedupe.key}` }
}

/** The address says whose it is, and that connection's secret proves it: what the body says of accounts counts for nothing. */
async function shareOfConnection(
  hook: PluginWebhook,
  request: HookRequest,
  body: Json,
  route: ConnectionHookRoute,
  deps: PluginHookDeps,
): Promise<Share> {
  const { verify } = hook.webhook
  if (verify.scheme !== 'none') {
    const isOwn = verify.secret.of === 'connection'
    const secrets = isOwn ? [route.secret] : (await deps.routes.applications(hook.plugin)).flatMap((each) => each.secrets)
    const proof = { headers: proofHeaders(request.headers), body: request.body, nowMs: deps.clock.now() }
    if (!isProven(verify, secrets, proof)) throw new AppError('bad_signature')
  }
  if (await isForAnother(hook, body, route, deps)) return { tenantId: route.tenantId, verdict: 'quarantined', starts: [] }
  return shareOf(hook, body, route, deps)
}

/** The body names an account, and it is not this connection's: kept for whoever looks, and starts nothing. */
async function isForAnother({ plugin, webhook }: PluginWebhook, body: Json, route: HookRoute, deps: PluginHookDeps): Promise<boolean> {
  const account = accountOf(webhook, body)
  if (account === null) return false
  const own = await deps.routes.connectionsOf(plugin, account)
  return !own.some((one) => one.connectionId === route.connectionId && one.tenantId === route.tenantId)
}

/** For one connection, and it is known which. */
async function shareOf(hook: PluginWebhook, body: Json, { tenantId, connectionId }: HookRoute, deps: PluginHookDeps): Promise<Share> {
  const routes = [{ tenantId, connectionId }]
  const topic = topicOf(hook.webhook, body)
  const hints = hintsOf(hook, topic, body, routes, deps.clock)
  return { tenantId, verdict: 'accepted', hints, ...(await startsInTime(hook, topic, body, routes, deps)) }
}

type Proven = { application: PluginApplication | null; isForeign: boolean }

/** The OAuth app that the delivery is for. Its secret proves the signature, or its client id is named in the body. */
async function provenApplication(hook: PluginWebhook, request: HookRequest, body: Json, deps: PluginHookDeps): Promise<Proven> {
  const { webhook } = hook
  const applications = await deps.routes.applications(hook.plugin)
  const named = namedClientId(webhook, body)
  if (webhook.verify.scheme === 'none') {
    const application = applications.find((each) => each.clientId === named) ?? null
    return {
      application: application ?? (named === null ? (applications[0] ?? null) : null),
      isForeign: named !== null && application === null,
    }
  }
  const proof = { headers: proofHeaders(request.headers), body: request.body, nowMs: deps.clock.now() }
  for (const application of applications) {
    if (!isProven(webhook.verify, application.secrets, proof)) continue
    return { application, isForeign: named !== null && named !== application.clientId }
  }
  throw new AppError('bad_signature')
}

function namedClientId(webhook: Webhook, body: Json): string | null {
  return webhook.applicationBy === undefined ? null : textOf(atPointer(body, webhook.applicationBy.pointer))
}

async function sharesOf(hook: PluginWebhook, body: Json, proven: Proven, deps: PluginHookDeps): Promise<Share[]> {
  const owner = proven.application?.tenantId ?? INSTALLATION_TENANT
  const account = accountOf(hook.webhook, body)
  const connections = account === null ? [] : await deps.routes.connectionsOf(hook.plugin, account)
  const byTenant = Map.groupBy(connections, (route) => route.tenantId)
  // Another application's message starts nothing. Whoever has the account may see that it came.
  if (proven.isForeign) {
    const tenants = byTenant.size > 0 ? [...byTenant.keys()] : [INSTALLATION_TENANT]
    return tenants.map((tenantId) => ({ tenantId, verdict: 'quarantined', starts: [] }))
  }
  if (byTenant.size === 0) return [{ tenantId: owner, verdict: 'unmatched', starts: [] }]
  const topic = topicOf(hook.webhook, body)
  return Promise.all(
    [...byTenant].map(async ([tenantId, routes]: [string, HookRoute[]]): Promise<Share> => {
      const hints = hintsOf(hook, topic, body, routes, deps.clock)
      return { tenantId, verdict: 'accepted', hints, ...(await startsInTime(hook, topic, body, routes, deps)) }
    }),
  )
}

async function startsInTime(
  hook: PluginWebhook,
  topic: string | null,
  body: Json,
  routes: readonly HookRoute[],
  deps: PluginHookDeps,
): Promise<Pick<Share, 'starts' | 'mapLater'>> {
  const mapping = startsFor(hook, topic, body, routes, deps.flows, 'answering')
  if (hook.triggers.every((trigger) => trigger.map.kind === 'mapping')) return { starts: await mapping }
  const { plugin, webhook } = hook
  // A handler that fails is tried again by the job, which tells people why: the sender's message is here and safe.
  const mapped = mapping.catch((error: unknown) => {
    deps.logger.warn({ err: error, plugin, webhook: webhook.name }, 'delivery not mapped while its sender waits: left to the job')
    return null
  })
  const starts = await within(mapped, MAPPING_MS)
  return starts === null ? { starts: [], mapLater: { connectionIds: routes.map((route) => route.connectionId) } } : { starts }
}

function accountOf(webhook: Webhook, body: Json): string | null {
  for (const pointer of webhook.connectionBy?.pointers ?? []) {
    const account = textOf(atPointer(body, pointer))
    if (account !== null && account.length <= MAX_ACCOUNT) return storableText(account)
  }
  return null
}

const MAX_ACCOUNT = 200
const MAX_TOPIC = 200

function topicOf(webhook: Webhook, body: Json): string | null {
  const topic = webhook.topicBy === undefined ? null : textOf(atPointer(body, webhook.topicBy))
  return topic === null ? null : storableText(topic.slice(0, MAX_TOPIC))
}

/** A text column holds neither U+0000 nor half a character (C30). */
function storableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}

function deliveryOf(share: Share, hook: PluginWebhook, request: HookRequest, body: Json, key: string | null, now: number): NewDelivery {
  const { webhook } = hook
  const secretHeader = 'header' in webhook.verify ? webhook.verify.header : null
  return {
    tenantId: share.tenantId,
    id: newId('dlv', now),
    receivedAt: now,
    source: `${hook.plugin}/${webhook.name}`,
    flowId: null,
    verdict: share.verdict,
    dedupeKey: key,
    topic: topicOf(webhook, body),
    method: request.method,
    query: request.query,
    headers: JSON.stringify(storedHeaders(request.headers, secretHeader)),
    body: storableBody(request.body),
  }
}
