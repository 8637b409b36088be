import { appendFileSync, readFileSync } from 'node:fs'
import type { ActionRequest, ActionResult, Repeatable } from '../../actions/actions.types.ts'
import { systemClock } from '../../platform/clock.ts'
import { openDatabase } from '../../platform/db.ts'
import { createLogger } from '../../platform/logger.ts'
import { openQueue } from '../../platform/queue.ts'
import type { Sandbox } from '../../sandbox/sandbox.types.ts'
import { type Engine, startEngine } from '../engine.ts'
import type { PublishedFlow } from '../engine.types.ts'
import { FakeProvider, fakePerformers, fakeVisit, flowSourceOf } from './test-engine.ts'
import { killFlow } from './test-flow.ts'

/**
 * A process of its own that takes one run and kills itself at the named checkpoint: nothing is flushed, nothing is closed.
 * What it asked of the provider stands in a file outside of it. Prints `accepted <runId>` once the run may be promised.
 */
export interface KillOrder {
  url: string
  ledger: string
  killAt: string
  mode: Repeatable
  /** Start a run; else only take what is ready. */
  starts: boolean
}

/** One line per thing the provider was made to create. */
export class LedgerProvider extends FakeProvider {
  readonly #ledger: string

  constructor(ledger: string, mode: Repeatable) {
    super()
    this.#ledger = ledger
    this.repeatable = mode
  }

  override async execute(request: ActionRequest): Promise<ActionResult> {
    appendFileSync(this.#ledger, `${request.effectKey}\n`)
    return { ok: true, output: { made: request.effectKey }, calls: [], logs: [] }
  }

  override async lookup(request: ActionRequest): Promise<ActionResult> {
    const isThere = readFileSync(this.#ledger, 'utf8').includes(request.effectKey)
    return { ok: true, output: isThere ? { made: request.effectKey } : null, calls: [], logs: [] }
  }
}

interface DoomedEngine {
  url: string
  killAt: string
  provider: LedgerProvider
  flows: ReadonlyMap<string, PublishedFlow>
  sandbox: Pick<Sandbox, 'visit'>
}

/** A started engine whose process kills itself the first time it comes to the named checkpoint. */
export async function startDoomedEngine({ url, killAt, provider, flows, sandbox }: DoomedEngine): Promise<Engine> {
  const database = openDatabase({ url, poolSize: 4 })
  const engine = await startEngine({
    url,
    engine: database.engine,
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
    queue: await openQueue({ url, works: true, onError: () => {} }),
    sandbox,
    actions: provider,
    performers: fakePerformers(provider),
    db: database,
    flows: flowSourceOf(flows),
    triggers: { load: async () => new Map() },
    notify: () => {},
    works: true,
    checkpoint: (name) => {
      if (name === killAt) process.kill(process.pid, 'SIGKILL')
    },
  })
  engine.start()
  return engine
}

async function main({ url, ledger, killAt, mode, starts: isStarter }: KillOrder): Promise<void> {
  const flow = killFlow()
  const flows = new Map([[flow.flowId, flow]])
  const provider = new LedgerProvider(ledger, mode)
  const engine = await startDoomedEngine({ url, killAt, provider, flows, sandbox: { visit: fakeVisit(flows) } })
  if (!isStarter) return
  const starts = [{ flow, trigger: 'manual' as const, data: { order: 1 }, storeData: true }]
  const { runIds } = await engine.accept({ tenantId: flow.tenantId, delivery: null, dedupe: null, starts, answerWithinMs: null })
  process.stdout.write(`accepted ${runIds[0]}\n`)
}

const [order] = process.argv.slice(2)
if (order !== undefined && import.meta.main) await main(JSON.parse(order))
