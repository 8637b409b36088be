import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { capabilityCalls } from '../../../core/testing/capability-calls.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedPartner } from './connected-partner.ts'
import { createStage } from './stage.ts'

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, connected: ConnectedPartner): MatrixSubject {
  const stage = createStage(connected)
  return {
    ...capabilityCalls('ole-tv', connected.capabilities),
    manifest,
    readMethod: 'POST',
    admin: (method, path, body) => connected.partner().admin(method, path, body),
    inputOf: (action) => stage.inputOf(action),
    async listOf(resource) {
      const declared = manifest.resources?.find(({ name }) => name === resource)
      return declared?.parent === undefined ? {} : { parent: await stage.parentOf(resource) }
    },
    keyOf: () => stage.customer(),
    async missDeliveries() {
      throw new Error('Olé sends no webhooks')
    },
    async expireToken() {
      throw new Error('the credential does not expire')
    },
    async revoke() {
      await connected.partner().play('changePassword')
    },
    async reconnect() {
      await connected.partner().play('restorePassword')
    },
  }
}
