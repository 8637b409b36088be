import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { capabilityCalls } from '../../../core/testing/capability-calls.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedSeller } from './connected-seller.ts'
import { createStage } from './stage.ts'

const TOKEN_LIFE_MS = 6 * 3_600_000
const YEAR_MS = 365 * 86_400_000

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, seller: ConnectedSeller): MatrixSubject {
  const stage = createStage(seller)
  return {
    ...capabilityCalls('mercado-livre', seller.capabilities),
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
    async expireToken() {
      await seller.app().admin('POST', '/clock', { advanceMs: TOKEN_LIFE_MS })
    },
    async revoke() {
      await seller.play('revoke')
    },
    reconnect: () => seller.reconnect(),
  }
}
