import type { Db, Trx } from '../platform/db.ts'

/** What was subscribed to at providers. Inside one tenant but for the look at what is due. Times of leases are the database's. */
export interface SubscriptionRow {
  connectionId: string
  webhook: string
  plugin: string
  address: string
  externalId: string | null
  expiresAt: Date | null
  dueAt: Date | null
  tries: number
  error: string | null
}

const COLUMNS = {
  connectionId: 'connection_id',
  webhook: 'webhook',
  plugin: 'plugin',
  address: 'address',
  externalId: 'external_id',
  expiresAt: 'expires_at',
  dueAt: 'due_at',
  tries: 'tries',
  error: 'error',
}

const LEASE_SECONDS = 180

interface Wanted {
  tenantId: string
  connectionId: string
  webhook: string
  plugin: string
  address: string
  now: Date
}

/**
 * Takes the row to work on it. Undefined: it holds as it is, or somebody works on it. `isNews`: the account was connected again, so
 * what it had may be gone at the provider.
 */
export async function claimSubscription(trx: Trx, wanted: Wanted, isNews: boolean): Promise<{ externalId: string | null } | undefined> {
  await trx.raw(
    `INSERT INTO webhook_subscriptions (tenant_id, connection_id, webhook, plugin, address, due_at, changed_at)
     VALUES (:tenantId, :connectionId, :webhook, :plugin, :address, :now, :now) ON CONFLICT DO NOTHING`,
    { ...wanted },
  )
  const { rows } = await trx.raw<{ rows: Array<{ externalId: string | null }> }>(
    `UPDATE webhook_subscriptions SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS}), address = :address
     WHERE connection_id = :connectionId AND webhook = :webhook AND (leased_until IS NULL OR leased_until < now())
       AND (due_at <= :now OR address <> :address OR :isNews) RETURNING external_id AS "externalId"`,
    { ...wanted, isNews },
  )
  return rows[0]
}

export async function keepSubscription(
  trx: Trx,
  at: { connectionId: string; webhook: string },
  made: { externalId: string; expiresAt: Date | null; dueAt: Date | null; now: Date },
): Promise<void> {
  await trx('webhook_subscriptions').where({ connection_id: at.connectionId, webhook: at.webhook }).update({
    external_id: made.externalId,
    expires_at: made.expiresAt,
    due_at: made.dueAt,
    leased_until: null,
    tries: 0,
    error: null,
    changed_at: made.now,
  })
}

export async function failSubscription(
  trx: Trx,
  at: { connectionId: string; webhook: string },
  failed: { error: string; dueAt: Date; now: Date },
): Promise<void> {
  await trx.raw(
    `UPDATE webhook_subscriptions SET error = left(:error, 500), due_at = :dueAt, leased_until = NULL, tries = tries + 1, changed_at = :now
     WHERE connection_id = :connectionId AND webhook = :webhook`,
    { ...at, ...failed },
  )
}

export async function subscriptionsOf(trx: Trx, connectionId: string): Promise<SubscriptionRow[]> {
  return trx('webhook_subscriptions').where({ connection_id: connectionId }).orderBy('webhook').select<SubscriptionRow[]>(COLUMNS)
}

const LIMIT = 500

/** Engine role: subscriptions whose time has come, and connected accounts that have none. `webhooks`: `<connector>/<webhook>` that can be subscribed to. */
export async function dueSubscriptions(
  engine: Db,
  webhooks: readonly string[],
  now: Date,
): Promise<Array<{ tenantId: string; connectionId: string }>> {
  const { rows } = await engine.raw<{ rows: Array<{ tenantId: string; connectionId: string }> }>(
    `SELECT k.tenant_id AS "tenantId", k.id AS "connectionId" FROM connections k
       CROSS JOIN LATERAL (SELECT split_part(w, '/', 2) AS webhook FROM unnest(:webhooks::text[]) w WHERE split_part(w, '/', 1) = k.plugin) wanted
       LEFT JOIN webhook_subscriptions s ON s.tenant_id = k.tenant_id AND s.connection_id = k.id AND s.webhook = wanted.webhook
     WHERE k.status = 'connected' AND NOT k.provisional AND (s.webhook IS NULL OR s.due_at <= :now)
     GROUP BY 1, 2 LIMIT ${LIMIT}`,
    { webhooks: [...webhooks], now },
  )
  return rows
}
