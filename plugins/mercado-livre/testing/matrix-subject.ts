import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedSeller } from './connected-seller.ts'
import { createStage } from './stage.ts'

const TOKEN_LIFE_MS = 6 * 3_600_000
const YEAR_MS = 365 * 86_400_000

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, seller: ConnectedSeller): MatrixSubject {
  const stage = createStage(seller)
  const plugin = () => seller.capabilities()
  return {
    manifest,
    admin: (method, path, body) => seller.app().admin(method, path, body),
    inputOf: (action) => stage.inputOf(action),
    async listOf(resource) {
      if (resource === 'orders') return { since: Date.now() - YEAR_MS }
      if (resource === 'shipments' || resource === 'messages') return { parent: await stage.parent() }
      return {}
    },
    keyOf: (resource) => stage.keyOf(resource),
    async missDeliveries() {
      await seller.app().admin('POST', '/limits', { notificationDelaysMs: [] })
      await seller.app().admin('POST', '/app', { callbackUrl: 'http://127.0.0.1:9/closed', topics: ['questions'] })
      await seller.play('ask', { count: 12 })
      await seller.app().admin('POST', '/clock', { advanceMs: 1000 })
      await seller.app().admin('POST', '/app', { callbackUrl: null, topics: ['orders_v2'] })
    },
    async deliveryOf(trigger) {
      return (await readDeliveryFixture('mercado-livre', trigger)).delivery
    },
    run: (action, input, timeoutMs) => plugin().run(action, input, timeoutMs === undefined ? {} : { timeoutMs }),
    lookup: (action, input) => plugin().lookup(action, input),
    list: (resource, more) => plugin().list(resource, { limit: 50, ...more }),
    read: (resource, key, signal) => readOf(plugin().read(resource, key, signal === undefined ? {} : { signal })),
    missed: (webhook, checkpoint, signal) => plugin().missed(webhook, checkpoint, signal),
    async eventOf(trigger, delivery) {
      const tier = plugin().registry.trigger('mercado-livre', trigger)?.tier
      const event = tier?.kind === 'mapping' ? tier.mapping.apply(delivery) : null
      return event === null ? null : (atPointer(JSON.parse(JSON.stringify(event)), '/data') ?? null)
    },
    async expireToken() {
      await seller.app().admin('POST', '/clock', { advanceMs: TOKEN_LIFE_MS })
    },
    async revoke() {
      await seller.play('revoke')
    },
    reconnect: () => seller.reconnect(),
  }
}

type Read = Awaited<ReturnType<ReturnType<ConnectedSeller['capabilities']>['read']>>

/** A record that is missing is an answer of its own, and no failure. */
async function readOf(reading: Promise<Read>): ReturnType<MatrixSubject['read']> {
  const result = await reading
  if (result.ok) return { ok: true, record: result.record }
  const failure = result.missing ? { class: 'notFound', code: 'not_found', effect: 'no' as const, message: 'missing' } : result.failure
  return { ok: false, missing: result.missing, failure }
}
