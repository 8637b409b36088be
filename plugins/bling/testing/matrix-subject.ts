import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { capabilityCalls } from '../../../core/testing/capability-calls.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedCompany } from './connected-company.ts'
import { createStage } from './stage.ts'

const TOKEN_LIFE_MS = 6 * 3_600_000

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, company: ConnectedCompany): MatrixSubject {
  const stage = createStage(company)
  return {
    ...capabilityCalls('bling', company.capabilities),
    manifest,
    admin: (method, path, body) => company.app().admin(method, path, body),
    inputOf: (action) => stage.inputOf(action),
    listOf: async () => ({}),
    keyOf: (resource) => stage.keyOf(resource),
    async missDeliveries() {
      throw new Error('Bling has no way to ask for deliveries that were missed')
    },
    async expireToken() {
      await company.app().admin('POST', '/clock', { advanceMs: TOKEN_LIFE_MS })
    },
    async revoke() {
      await company.play('revoke')
    },
    reconnect: () => company.reconnect(),
  }
}
