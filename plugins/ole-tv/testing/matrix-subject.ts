import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedPartner } from './connected-partner.ts'
import { createStage } from './stage.ts'

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, connected: ConnectedPartner): MatrixSubject {
  const stage = createStage(connected)
  const plugin = () => connected.capabilities()
  return {
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
    async deliveryOf(trigger) {
      return (await readDeliveryFixture('ole-tv', trigger)).delivery
    },
    run: (action, input, timeoutMs) => plugin().run(action, input, timeoutMs === undefined ? {} : { timeoutMs }),
    lookup: (action, input) => plugin().lookup(action, input),
    list: (resource, more) => plugin().list(resource, { limit: 50, ...more }),
    async read(resource, key, signal) {
      const result = await plugin().read(resource, key, signal === undefined ? {} : { signal })
      if (result.ok) return { ok: true, record: result.record }
      const missing = { class: 'notFound', code: 'not_found', effect: 'no' as const, message: 'missing' }
      return { ok: false, missing: result.missing, failure: result.missing ? missing : result.failure }
    },
    missed: (webhook, checkpoint) => plugin().missed(webhook, checkpoint),
    async eventOf(trigger, delivery) {
      const tier = plugin().registry.trigger('ole-tv', trigger)?.tier
      const event = tier?.kind === 'mapping' ? tier.mapping.apply(delivery) : null
      return event === null ? null : (atPointer(JSON.parse(JSON.stringify(event)), '/data') ?? null)
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
