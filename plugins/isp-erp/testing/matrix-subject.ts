import { fieldsOf } from '@tomada/sdk/emulator'
import { onlyActions } from '@tomada/sdk/emulator/testing/fault-matrix/only-actions'
import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { ConnectedErp } from './connected-erp.ts'

const TOKEN_LIFE_MS = 3_600_000

/** The connector over its emulator, as the fault matrix plays with it. */
export function matrixSubject(manifest: Manifest, connected: ConnectedErp): MatrixSubject {
  const plugin = () => connected.capabilities()
  const admin = async (method: string, path: string, body?: unknown) => fieldsOf(await connected.erp().admin(method, path, body))
  return {
    ...onlyActions(manifest.id),
    manifest,
    admin,
    async inputOf(action): Promise<Json> {
      return action === 'find-customer' ? { documento: await connected.signUp() } : {}
    },
    run: (action, input, timeoutMs) => plugin().run(action, input, timeoutMs === undefined ? {} : { timeoutMs }),
    lookup: (action, input) => plugin().lookup(action, input),
    async expireToken() {
      await admin('POST', '/clock', { advanceMs: TOKEN_LIFE_MS })
    },
    async revoke() {
      await admin('POST', '/scenario/revokeClient', {})
    },
    async reconnect() {
      await admin('POST', '/scenario/restoreClient', {})
    },
  }
}
