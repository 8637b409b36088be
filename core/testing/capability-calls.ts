import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import type { Json } from '../../sdk/flow/definition.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { ReadRecord } from '../resources/operations/operations.types.ts'
import { type Capabilities, readDeliveryFixture } from './capabilities.ts'

type Calls = Pick<MatrixSubject, 'run' | 'lookup' | 'list' | 'read' | 'missed' | 'deliveryOf' | 'eventOf'>

const MOST_PAGES = 500
const PAGE_SIZE = 50
const MISSING = { class: 'notFound', code: 'not_found', effect: 'no', message: 'missing' } as const

/** What the fault matrix asks of any connector, done by the host's own capabilities. */
export function capabilityCalls(plugin: string, capabilities: () => Capabilities): Calls {
  return {
    run: (action, input, timeoutMs) => capabilities().run(action, input, timeoutMs === undefined ? {} : { timeoutMs }),
    lookup: (action, input) => capabilities().lookup(action, input),
    list: (resource, more) => capabilities().list(resource, { limit: PAGE_SIZE, ...more }),
    async read(resource, key, signal) {
      const result = await capabilities().read(resource, key, signal === undefined ? {} : { signal })
      if (result.ok) return { ok: true, record: result.record }
      // A record that is missing is an answer of its own, and no failure.
      return { ok: false, missing: result.missing, failure: result.missing ? MISSING : result.failure }
    },
    missed: (webhook, checkpoint, signal) => capabilities().missed(webhook, checkpoint, signal),
    deliveryOf: async (trigger) => (await readDeliveryFixture(plugin, trigger)).delivery,
    async eventOf(trigger, delivery) {
      const tier = capabilities().registry.trigger(plugin, trigger)?.tier
      const event = tier?.kind === 'mapping' ? tier.mapping.apply(delivery) : null
      return event === null ? null : (atPointer(JSON.parse(JSON.stringify(event)), '/data') ?? null)
    },
  }
}

/** Every page of a resource, as the host's loop asks for them. Throws what a page failed with. */
export async function listAll(
  capabilities: Capabilities,
  resource: string,
  more: { parent?: Json; since?: number; until?: number; limit?: number } = {},
): Promise<ReadRecord[]> {
  const records: ReadRecord[] = []
  let checkpoint: Json = null
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await capabilities.list(resource, { checkpoint, ...more })
    if (!page.ok) throw new Error(`${resource}: ${page.failure.code} ${page.failure.message}`)
    records.push(...page.records)
    if (page.done) return records
    checkpoint = page.checkpoint
  }
  throw new Error(`${resource} never ends`)
}

/** What an action gives, when it gives an object. Throws what it failed with. */
export async function outputOf(
  capabilities: Capabilities,
  action: string,
  input: Json,
  more: { now?: number } = {},
): Promise<{ [name: string]: Json }> {
  const result = await capabilities.run(action, input, more)
  if (!result.ok) throw new Error(`${action}: ${result.failure.code} ${result.failure.message}`)
  return typeof result.output === 'object' && result.output !== null && !Array.isArray(result.output) ? result.output : {}
}
