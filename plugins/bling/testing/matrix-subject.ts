import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedCompany } from './connected-company.ts'
import { createStage } from './stage.ts'

const TOKEN_LIFE_MS = 6 * 3_600_000

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, company: ConnectedCompany): MatrixSubject {
  const stage = createStage(company)
  const plugin = () => company.capabilities()
  return {
    manifest,
    admin: (method, path, body) => company.app().admin(method, path, body),
    inputOf: (action) => stage.inputOf(action),
    listOf: async () => ({}),
    keyOf: (resource) => stage.keyOf(resource),
    async missDeliveries() {
      throw new Error('Bling has no way to ask for deliveries that were missed')
    },
    async deliveryOf(trigger) {
      return (await readDeliveryFixture('bling', trigger)).delivery
    },
    run: (action, input, timeoutMs) => plugin().run(action, input, timeoutMs === undefined ? {} : { timeoutMs }),
    lookup: (action, input) => plugin().lookup(action, input),
    list: (resource, more) => plugin().list(resource, { limit: 50, ...more }),
    read: (resource, key, signal) => readOf(plugin().read(resource, key, signal === undefined ? {} : { signal })),
    missed: (webhook, checkpoint) => plugin().missed(webhook, checkpoint),
    async eventOf(trigger, delivery) {
      const tier = plugin().registry.trigger('bling', trigger)?.tier
      const event = tier?.kind === 'mapping' ? tier.mapping.apply(delivery) : null
      return event === null ? null : (atPointer(JSON.parse(JSON.stringify(event)), '/data') ?? null)
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

type Read = Awaited<ReturnType<ReturnType<ConnectedCompany['capabilities']>['read']>>

/** A record that is missing is an answer of its own, and no failure. */
async function readOf(reading: Promise<Read>): ReturnType<MatrixSubject['read']> {
  const result = await reading
  if (result.ok) return { ok: true, record: result.record }
  const failure = result.missing ? { class: 'notFound', code: 'not_found', effect: 'no' as const, message: 'missing' } : result.failure
  return { ok: false, missing: result.missing, failure }
}
