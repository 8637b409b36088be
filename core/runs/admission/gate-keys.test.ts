import { expect, test } from 'vitest'
import { systemClock } from '../../platform/clock.ts'
import { compile, flowOf, map, useSandbox } from '../../sandbox/testing/guests.ts'
import type { PublishedFlow } from '../engine.types.ts'
import { evaluateKeys } from './gate-keys.ts'

const sandbox = useSandbox()
const TENANT = '00000000-0000-4000-8000-00000000000a'

test('keys are expressions over the trigger, evaluated in the sandbox; one that finds nothing names its setting', async () => {
  const definition = {
    ...flowOf({ s1: map({ a: 1 }) }),
    settings: {
      fifo: { key: '{{ trigger.customer.id }}' },
      throttle: { key: 'text.upper(trigger.shop)', limit: 1, perMs: 1_000, whenFull: 'queue' as const },
    },
  }
  const flow: PublishedFlow = { tenantId: TENANT, flowId: 'flw_1', version: 1, definition, compiled: await compile(sandbox(), definition) }
  const gate = (n: number, trigger: object) => ({
    runId: `run_${n}`,
    seq: n,
    version: 1,
    triggerData: JSON.stringify(trigger),
    deliveryId: null,
    startedAt: 0,
    isThere: true,
  })
  const deps = { sandbox: sandbox(), clock: systemClock, triggers: { load: async () => new Map() } }
  const gates = [
    gate(1, { customer: { id: 7 }, shop: 'abc' }),
    gate(2, { shop: 'abc' }),
    gate(3, { customer: { id: 'x'.repeat(500) }, shop: 'd' }),
  ]
  const [good, bad, long] = await evaluateKeys(gates, new Map([[1, flow]]), deps)
  expect(good).toEqual({ runId: 'run_1', seq: 1, keys: { concurrency: '', fifo: '7', debounce: '', throttle: '"ABC"' } })
  expect(bad).toMatchObject({ outcome: { status: 'failed', error: { code: 'settings_key', at: '/settings/fifo/key' } } })
  expect(bad).toMatchObject({
    outcome: { error: { message: expect.stringContaining('The setting "fifo" has a key that could not be evaluated') } },
  })
  expect(long).toMatchObject({ keys: { fifo: expect.stringMatching(/^[0-9a-f]{64}$/) } })
})
