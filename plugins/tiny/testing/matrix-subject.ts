import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { capabilityCalls } from '../../../core/testing/capability-calls.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedAccount } from './connected-account.ts'
import { createStage } from './stage.ts'

const TOKEN_LIFE_MS = 4 * 3_600_000

/** The connector over its emulator, as the fault matrix plays with it: by API v2 or by API v3. */
export function matrixSubject(manifest: Manifest, account: ConnectedAccount): MatrixSubject {
  const stage = createStage(account)
  return {
    ...capabilityCalls('tiny', account.capabilities),
    manifest,
    readMethod: account.scheme === 'token' ? 'POST' : 'GET',
    admin: (method, path, body) => account.app().admin(method, path, body),
    inputOf: (action) => stage.inputOf(action),
    listOf: async () => ({}),
    keyOf: (resource) => stage.keyOf(resource),
    async missDeliveries() {
      throw new Error('the stock queue cannot be read twice')
    },
    async expireToken() {
      await account.app().admin('POST', '/clock', { advanceMs: TOKEN_LIFE_MS })
    },
    async revoke() {
      await account.play('revoke')
    },
    reconnect: () => account.reconnect(),
  }
}
