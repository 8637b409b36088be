import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { atPointer } from '../../../core/registry/json-pointer.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedCompany } from './connected-company.ts'
import { createStage } from './stage.ts'

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, company: ConnectedCompany): MatrixSubject {
  const stage = createStage(company)
  const plugin = () => company.capabilities()
  const effects = new Map<string, string>()
  /** One step of a run has one effect key, on every attempt. */
  const effectKeyOf = (action: string, input: Json) => {
    const wish = JSON.stringify([action, input])
    const known = effects.get(wish) ?? `run_matrix/${effects.size}`
    effects.set(wish, known)
    return known
  }
  return {
    manifest,
    // Every call of Omie is a POST, reads too.
    readMethod: 'POST',
    admin: (method, path, body) => company.omie().admin(method, path, body),
    inputOf: (action) => stage.inputOf(action),
    listOf: async () => ({}),
    keyOf: (resource) => stage.keyOf(resource),
    async missDeliveries() {
      throw new Error('Omie has no way to ask for deliveries that were missed')
    },
    async deliveryOf(trigger) {
      return (await readDeliveryFixture('omie', trigger)).delivery
    },
    run: (action, input, timeoutMs) =>
      plugin().run(action, input, { effectKey: effectKeyOf(action, input), ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
    lookup: (action, input) => plugin().lookup(action, input),
    list: (resource, more) => plugin().list(resource, { limit: 50, ...more }),
    read: (resource, key, signal) => readOf(plugin().read(resource, key, signal === undefined ? {} : { signal })),
    missed: (webhook, checkpoint) => plugin().missed(webhook, checkpoint),
    async eventOf(trigger, delivery) {
      const tier = plugin().registry.trigger('omie', trigger)?.tier
      const event = tier?.kind === 'mapping' ? tier.mapping.apply(delivery) : null
      return event === null ? null : (atPointer(JSON.parse(JSON.stringify(event)), '/data') ?? null)
    },
    async expireToken() {
      throw new Error('keys of Omie do not expire')
    },
    async revoke() {
      await company.omie().play('suspend', { isSuspended: true })
    },
    async reconnect() {
      await company.omie().play('suspend', { isSuspended: false })
    },
  }
}

type Json = Awaited<ReturnType<MatrixSubject['inputOf']>>
type Read = Awaited<ReturnType<ReturnType<ConnectedCompany['capabilities']>['read']>>

/** A record that is missing is an answer of its own, and no failure. */
async function readOf(reading: Promise<Read>): ReturnType<MatrixSubject['read']> {
  const result = await reading
  if (result.ok) return { ok: true, record: result.record }
  const failure = result.missing ? { class: 'notFound', code: 'not_found', effect: 'no' as const, message: 'missing' } : result.failure
  return { ok: false, missing: result.missing, failure }
}
