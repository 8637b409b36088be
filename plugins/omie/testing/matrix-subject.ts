import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { capabilityCalls } from '../../../core/testing/capability-calls.ts'
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
    ...capabilityCalls('omie', company.capabilities),
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
    run: (action, input, timeoutMs) =>
      plugin().run(action, input, { effectKey: effectKeyOf(action, input), ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
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
