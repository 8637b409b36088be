import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { openActions } from '../../../core/actions/actions.service.ts'
import type { ActionResult } from '../../../core/actions/actions.types.ts'
import { type ConnectionsService, createConnections } from '../../../core/connections/connections.service.ts'
import { registryAuth } from '../../../core/connections/registry-auth.ts'
import { testByAction } from '../../../core/connections/test-by-action.ts'
import { openBroker } from '../../../core/egress/broker.ts'
import { openEndpoints } from '../../../core/egress/endpoints.ts'
import type { Caller } from '../../../core/http/route.ts'
import { createLogger } from '../../../core/platform/logger.ts'
import { openSecretBox } from '../../../core/platform/secrets.ts'
import { openRegistry } from '../../../core/registry/registry.service.ts'
import { openSandbox } from '../../../core/sandbox/pool.ts'
import { useTestDatabase } from '../../../core/testing/database.ts'
import { FakeClock } from '../../../core/testing/fake-clock.ts'
import { createTestIdentity, createTestWorkspace } from '../../../core/testing/test-identity.ts'
import { TEST_BASE_URL } from '../../../core/testing/test-server.ts'
import { fieldsOf, listOf } from '../../../sdk/emulator/fields.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../../sdk/emulator/spawn.ts'
import type { Json } from '../../../sdk/flow/definition.ts'

const ROOT = new URL('../../..', import.meta.url).pathname
const REDIRECT_URI = `${TEST_BASE_URL}/oauth/callback`

/** The connector as the product runs it: connections, broker and actions of the host's own, over the emulators of Google and Microsoft. */
export interface SignedIn {
  emulator: SpawnedEmulator
  clock: FakeClock
  connections: ConnectionsService
  caller: Caller
  /** The whole dance in the browser; the id of the connection. */
  connect(authId: string, connectionId?: string): Promise<string>
  /** What the person's browser is sent to. */
  authorizeUrl(authId: string): Promise<URL>
  run(connectionId: string, action: string, input: Json): Promise<ActionResult>
  status(connectionId: string): Promise<{ status: string; statusReason: string | null; accountId: string | null }>
  /** Token requests that the provider got, oldest first. */
  grants(): Promise<string[]>
}

/** Call at the top level of a test file. */
export function useSignedIn(): () => SignedIn {
  const database = useTestDatabase()
  const closing: Array<() => Promise<void>> = []
  let world: SignedIn | undefined

  beforeAll(async () => {
    const db = database()
    const clock = new FakeClock()
    const logger = createLogger({ level: 'silent' })
    const emulator = await spawnEmulator('email', { seed: 'sign-in', redirectUri: REDIRECT_URI, autoApprove: true })
    const endpoints = openEndpoints(emulator.endpoints)
    const registry = await openRegistry({ root: ROOT, modified: 'warn', logger })
    const sandbox = await openSandbox({ logger, clock })
    const workspace = await createTestWorkspace(db, createTestIdentity(db, clock), 'one')
    const connections: ConnectionsService = createConnections({
      db,
      clock,
      logger,
      secrets: openSecretBox([{ id: 'k1', key: randomBytes(32) }]),
      connectors: registryAuth(registry),
      broker: () => broker,
      endpoints,
      tester: (tenantId, id) => tester(tenantId, id),
      signInByAction: () => Promise.reject(new Error('nothing here signs in by an action')),
      variables: Object.fromEntries(
        ['GOOGLE', 'MICROSOFT'].flatMap((name) => [
          [`${name}_MAIL_CLIENT_ID`, emulator.clientId],
          [`${name}_MAIL_CLIENT_SECRET`, emulator.clientSecret],
        ]),
      ),
      baseUrl: TEST_BASE_URL,
      notify: () => {},
    })
    const broker = openBroker({ credentials: connections.credentials, quotas: { quotasFor: () => [] }, clock, logger, endpoints, db })
    const actions = openActions({ registry, sandbox, broker, clock, logger, connections })
    const { tenantId } = workspace
    const tester = testByAction({
      connectors: registryAuth(registry),
      actions,
      clock,
      connectionOf: (tenant, id) => connections.findForAction(tenant, id),
    })
    const caller: Caller = { userId: workspace.members.admin.userId, tenantId, role: 'admin', via: 'cookie', sessionId: 'ses_mail' }
    closing.push(
      () => broker.close(),
      () => sandbox.close(),
      () => emulator.stop(),
    )

    const start = (authId: string, connectionId?: string) =>
      connections.oauth.start(caller, { plugin: 'email', authId, ...(connectionId === undefined ? {} : { connectionId }) })
    world = {
      emulator,
      clock,
      connections,
      caller,
      authorizeUrl: async (authId) => new URL(await start(authId)),
      async connect(authId, connectionId) {
        const answer = await fetch(await start(authId, connectionId), { redirect: 'manual' })
        const location = answer.headers.get('location')
        if (location === null) throw new Error(`the consent page answered ${answer.status}: ${await answer.text()}`)
        const back = new URL(location)
        const result = await connections.oauth.callback(caller, Object.fromEntries(back.searchParams))
        if (!result.ok || result.warning !== null) throw new Error(JSON.stringify(result))
        return result.connectionId
      },
      run: (connectionId, action, input) =>
        actions.execute({
          tenantId,
          plugin: 'email',
          action,
          connectionId,
          input,
          effectKey: 'run_x/s1',
          now: clock.now(),
          seed: '00',
        }),
      async status(connectionId) {
        const { rows } = await db.truth.query(
          `SELECT status, status_reason AS "statusReason", account_id AS "accountId" FROM connections WHERE id = $1`,
          [connectionId],
        )
        return rows[0]
      },
      async grants() {
        const { items } = fieldsOf(await emulator.admin('GET', '/requests'))
        return listOf(items).flatMap((one) => (fieldsOf(one)['method'] === 'POST' ? [String(fieldsOf(one)['path'])] : []))
      },
    }
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })
  return () => {
    if (world === undefined) throw new Error('useSignedIn() is ready inside tests only')
    return world
  }
}
