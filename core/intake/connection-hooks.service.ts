import { randomBytes } from 'node:crypto'
import type { ConnectionsService } from '../connections/connections.service.ts'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { SecretBox } from '../platform/secrets.ts'
import type { ConnectionWebhook } from './connection-hooks.gen.ts'
import {
  addConnectionHook,
  type ConnectionHookRow,
  connectionHooksOf,
  connectionHooksUnderOtherKeys,
  findConnectionHook,
  lockConnectionHook,
  replaceConnectionHookSecret,
} from './connection-hooks.store.ts'
import type { ConnectionHookRoute, PluginWebhook, PluginWebhookSource } from './intake.types.ts'

export interface ConnectionHooksDeps {
  db: Database
  clock: Clock
  secrets: SecretBox
  webhooks: PluginWebhookSource
  connections: Pick<ConnectionsService, 'list'>
  /** Public base URL, for the addresses. */
  baseUrl: string
}

export type ConnectionHooks = ReturnType<typeof createConnectionHooks>

const ROTATE_BATCH = 200

/** Webhooks that a connector declares with `scope: connection`: each connection has an address and a secret of its own. */
export function createConnectionHooks(deps: ConnectionHooksDeps) {
  const { db, clock, secrets, webhooks } = deps

  async function declaredFor(tenantId: string, connectionId: string): Promise<PluginWebhook[]> {
    const connection = (await deps.connections.list(tenantId)).find((each) => each.id === connectionId)
    if (connection === undefined) throw new AppError('not_found')
    return webhooks.ofPlugin(connection.plugin).filter((hook) => hook.webhook.scope === 'connection')
  }

  /** Made when it is first asked for. Two who ask at once get the same one. */
  async function ensure(trx: Trx, tenantId: string, connectionId: string, hooks: readonly PluginWebhook[]): Promise<ConnectionHookRow[]> {
    const known = await connectionHooksOf(trx, connectionId)
    const missing = hooks.filter((hook) => !known.some((row) => row.webhook === hook.webhook.name))
    if (missing.length === 0) return known
    for (const { plugin, webhook } of missing) {
      const secretCipher = secrets.encrypt(newSecret(), purposeOf(tenantId, connectionId, webhook.name))
      const token = randomBytes(24).toString('base64url')
      const createdAt = new Date(clock.now())
      await addConnectionHook(trx, { tenantId, connectionId, plugin, webhook: webhook.name, token, secretCipher, createdAt })
    }
    return connectionHooksOf(trx, connectionId)
  }

  const addressOf = ({ plugin, webhook }: { plugin: string; webhook: { name: string } }, token: string) =>
    `${deps.baseUrl}/hooks/p/${plugin}/${webhook.name}/${token}`

  return {
    /** With their secrets in clear: somebody has to type them in at the provider. Throws AppError `not_found`. */
    async list({ tenantId }: Caller, connectionId: string): Promise<ConnectionWebhook[]> {
      const hooks = await declaredFor(tenantId, connectionId)
      const rows = await db.forTenant(tenantId, (trx) => ensure(trx, tenantId, connectionId, hooks))
      return hooks.flatMap(({ plugin, webhook: { name, verify } }) => {
        const row = rows.find((each) => each.webhook === name)
        if (row === undefined) return []
        const isOwn = verify.scheme !== 'none' && verify.secret.of === 'connection'
        return {
          webhook: name,
          url: addressOf({ plugin, webhook: { name } }, row.token),
          verification: verify.scheme,
          header: 'header' in verify ? verify.header : null,
          secret: isOwn ? secrets.decrypt(row.secretCipher, purposeOf(tenantId, connectionId, name)) : null,
        }
      })
    },

    /** Where the provider reaches this connection; null when the webhook is not one of its own. Throws AppError `not_found`. */
    async addressOf(tenantId: string, connectionId: string, name: string): Promise<string | null> {
      const hooks = await declaredFor(tenantId, connectionId)
      const rows = await db.forTenant(tenantId, (trx) => ensure(trx, tenantId, connectionId, hooks))
      const row = rows.find((each) => each.webhook === name)
      const hook = hooks.find((each) => each.webhook.name === name)
      return row === undefined || hook === undefined ? null : addressOf(hook, row.token)
    },

    /** Another secret, or the one that the provider made; the old one stops working at once. Throws AppError `not_found`. */
    async replaceSecret({ tenantId, userId }: Caller, connectionId: string, name: string, secret: string | null): Promise<string> {
      const hooks = await declaredFor(tenantId, connectionId)
      const next = secret ?? newSecret()
      await db.forTenant(tenantId, async (trx) => {
        await ensure(trx, tenantId, connectionId, hooks)
        if ((await lockConnectionHook(trx, connectionId, name)) === undefined) throw new AppError('not_found')
        const cipher = secrets.encrypt(next, purposeOf(tenantId, connectionId, name))
        await replaceConnectionHookSecret(trx, connectionId, name, cipher)
        const act = 'connection.hook_secret_replaced'
        await recordAudit(
          trx,
          { tenantId, userId, act, subject: connectionId, detail: { webhook: name }, secrets: ['secret'] },
          clock.now(),
        )
      })
      return next
    },

    /** Whom this address belongs to; null when it is nobody's. */
    async find({ plugin, webhook }: PluginWebhook, token: string): Promise<ConnectionHookRoute | null> {
      const found = await findConnectionHook(db.engine, plugin, webhook.name, token)
      if (found === undefined) return null
      const { tenantId, connectionId, secretCipher } = found
      return { tenantId, connectionId, secret: secrets.decrypt(secretCipher, purposeOf(tenantId, connectionId, webhook.name)) }
    },

    /** Moves secrets to the newest encryption key, a row per transaction (C18); senders notice nothing. Returns how many were. */
    async rotateKeys(): Promise<number> {
      let moved = 0
      for (const { tenantId, connectionId, webhook } of await connectionHooksUnderOtherKeys(
        db.engine,
        secrets.currentKeyId,
        ROTATE_BATCH,
      )) {
        await db.forTenant(tenantId, async (trx) => {
          const row = await lockConnectionHook(trx, connectionId, webhook)
          if (row === undefined || secrets.isCurrent(row.secretCipher)) return
          const cipher = secrets.reencrypt(row.secretCipher, purposeOf(tenantId, connectionId, webhook))
          await replaceConnectionHookSecret(trx, connectionId, webhook, cipher)
          moved++
        })
      }
      return moved
    },
  }
}

function purposeOf(tenantId: string, connectionId: string, webhook: string): string {
  return `connection-hook:${tenantId}:${connectionId}:${webhook}`
}

/** Standard Webhooks form: `whsec_` and base64 of 32 random bytes. Serves as token and as HMAC key too. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
