import type { Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import { newSeed } from '../platform/ids.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { Account, ConnectionTester, ConnectorAuthSource, TestOutcome } from './connections.types.ts'

export interface ActionTesterDeps {
  connectors: Pick<ConnectorAuthSource, 'auth'>
  actions: Pick<Actions, 'execute'>
  clock: Clock
  connectionOf(tenantId: string, connectionId: string): Promise<{ plugin: string; authId: string } | null>
}

const TEST_TIMEOUT_MS = 20_000
const MAX_ACCOUNT_CHARS = 200

/** Tests a connection by the read action that its manifest names; `account` holds pointers into that action's output. */
export function testByAction({ connectors, actions, clock, connectionOf }: ActionTesterDeps): ConnectionTester {
  return async (tenantId, connectionId): Promise<TestOutcome> => {
    const connection = await connectionOf(tenantId, connectionId)
    const auth = connection === null ? null : connectors.auth(connection.plugin, connection.authId)
    if (connection === null || auth === null) return { ok: false, reason: 'the connector is not installed' }
    const { test, account } = auth.declared
    if (test === undefined) return { ok: true, account: null }
    const result = await actions.execute({
      tenantId,
      plugin: connection.plugin,
      action: test.action,
      connectionId,
      input: {},
      effectKey: `test:${newSeed()}`,
      now: clock.now(),
      seed: connectionId,
      timeoutMs: TEST_TIMEOUT_MS,
      isTest: true,
    })
    if (!result.ok) return { ok: false, reason: result.failure.message }
    if (account === undefined) return { ok: true, account: null }
    return { ok: true, account: accountFrom(atPointer(result.output, account.id), atPointer(result.output, account.label)) }
  }
}

function accountFrom(id: unknown, label: unknown): Account | null {
  const idText = textOf(id)
  return idText === '' ? null : { id: idText, label: textOf(label) || idText }
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, MAX_ACCOUNT_CHARS) : ''
}
