import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { HttpStep, Json } from '../../../sdk/flow/definition.ts'
import type { ActionResult } from '../../actions/actions.types.ts'
import type { BrokerOptions } from '../../egress/broker.ts'
import { fixedCredential, testBroker } from '../../egress/testing/test-broker.ts'
import { openWitness, type Witness } from '../../egress/testing/witness.ts'
import { systemClock } from '../../platform/clock.ts'
import { useTestDatabase } from '../../testing/database.ts'
import { createHttpStep } from '../http-step.service.ts'
import type { HttpStepRequest } from '../http-step.types.ts'

/** Declared by the connector `shop`, whose connection is `con_shop`. */
export const SHOP = 'https://api.shop.test'
/** Nobody's. */
export const FREE = 'http://somewhere.example'
export const CANARY = 'canary-token-1'
const TENANT = '00000000-0000-4000-8000-00000000000a'

export const get: HttpStep = { kind: 'http', name: 'call', method: 'GET', url: '' }
export const post: HttpStep = { ...get, method: 'POST', body: { type: 'json', value: null } }

export interface Call {
  step?: HttpStep
  input: Record<string, Json>
  broker?: Partial<BrokerOptions>
  request?: Partial<HttpStepRequest>
}

export interface HttpLab {
  shop: Witness
  free: Witness
  /** What was logged as broken. */
  errors: unknown[]
  call(call: Call): Promise<ActionResult>
  /** What `FREE` answers from now on. */
  answerWith(status: number, body: string, headers?: Record<string, string>): void
}

/** Over the real broker: two hosts are mapped to servers on loopback, everything else is guarded. Call at the top level of a file. */
export function useHttpLab(): () => HttpLab {
  const database = useTestDatabase()
  let lab: HttpLab | undefined
  beforeAll(async () => {
    const [shop, free] = [await openWitness(), await openWitness()]
    const errors: unknown[] = []
    lab = {
      shop,
      free,
      errors,
      call: (call) => sendThrough(database(), { shop, free, errors }, call),
      answerWith(status, body, headers = {}) {
        free.answer = (_seen, response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
      },
    }
  })
  afterAll(async () => {
    await Promise.all([lab?.shop.close(), lab?.free.close()])
  })
  beforeEach(() => {
    if (lab === undefined) return
    lab.errors.length = 0
    for (const witness of [lab.shop, lab.free]) {
      witness.requests.length = 0
      witness.answer = (_seen, response) => void response.setHeader('content-type', 'application/json').end('{"ok":true}')
    }
  })
  return () => {
    if (lab === undefined) throw new Error('useHttpLab() is ready inside tests only')
    return lab
  }
}

async function sendThrough(
  db: Parameters<typeof testBroker>[0],
  { shop, free, errors }: Pick<HttpLab, 'shop' | 'free' | 'errors'>,
  { step = get, input, broker: options = {}, request = {} }: Call,
): Promise<ActionResult> {
  const broker = testBroker(db, {
    endpoints: { [SHOP]: shop.origin, [FREE]: free.origin },
    credentials: fixedCredential({
      version: 1,
      inject: [{ in: 'header', name: 'authorization', value: `Bearer ${CANARY}` }],
      secrets: [CANARY],
    }),
    ...options,
  })
  const performer = createHttpStep({
    broker,
    registry: { egressRules: (plugin) => (plugin === 'shop' ? [{ host: 'api.shop.test', methods: ['GET', 'POST'] }] : []) },
    connections: { findForAction: async (_tenantId, id) => (id === 'con_shop' ? { plugin: 'shop' } : null) },
    clock: systemClock,
    logger: { error: (...line: unknown[]) => void errors.push(line) },
  })
  try {
    return await performer.execute({ tenantId: TENANT, step, input, effectKey: 'run_1/sCall', now: systemClock.now(), ...request })
  } finally {
    await broker.close()
  }
}
