import { type Profiler, Session } from 'node:inspector/promises'

/** Processor time of the worker's main thread by what it was spent on, in microseconds. */
export type TimeByPart = Record<string, number>

type Frame = Profiler.ProfileNode['callFrame']

/** The innermost call that fits says what a sample was spent on; of the parts, the first one counts. */
const PARTS: ReadonlyArray<readonly [string, (frame: Frame) => boolean]> = [
  ['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
  ['parsing the answer', inFile('core/egress/answer-json.ts')],
  ['HTTP and the broker', inFile('core/egress/', 'core/actions/', '/undici/')],
  ['cutting the answer into records', inFile('list-template-page.ts')],
  ['cutting the answer into records', ({ functionName }) => ['elementsOf', 'memberOf', 'endOfValue', 'endOfString'].includes(functionName)],
  ['canonical text, hash, key and version', inFile('core/resources/operations/')],
  ['talking to PostgreSQL', inFile('/pg/', '/pg-protocol/', '/pg-pool/', '/knex/', 'core/platform/db', '.store.ts', 'array-literal.ts')],
  ['columns, words and figures', inFile('core/resources/', 'core/platform/clock.ts')],
  ['checkpoint, lease and log', inFile('core/sync/')],
]
const REST = 'sockets, event loop, everything else'
const INTERVAL_US = 200

/** Samples what this process does while it is started; several times, if need be. */
export class WorkerProfile {
  readonly #session = new Session()
  readonly #spent = new Map<string, number>()
  #isOpen = false

  async start(): Promise<void> {
    if (!this.#isOpen) {
      this.#isOpen = true
      this.#session.connect()
      await this.#session.post('Profiler.enable')
      await this.#session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US })
    }
    await this.#session.post('Profiler.start')
  }

  async stop(): Promise<void> {
    const { profile } = await this.#session.post('Profiler.stop')
    for (const [part, micros] of spentIn(profile)) this.#spent.set(part, (this.#spent.get(part) ?? 0) + micros)
  }

  /** Of one record, the dearest part first. */
  perRecord(records: number): TimeByPart {
    const rounded = [...this.#spent].map(([part, micros]) => [part, Math.round((micros / records) * 10) / 10] as const)
    return Object.fromEntries(rounded.sort(([, one], [, other]) => other - one))
  }
}

function inFile(...names: readonly string[]): (frame: Frame) => boolean {
  return ({ url }) => names.some((name) => url.includes(name))
}

/** Without the time in which there was nothing to do. */
function spentIn({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const partOf = partsOf(nodes)
  const spent = new Map<string, number>()
  for (const [i, id] of samples.entries()) {
    const part = partOf.get(id)
    if (part !== undefined && part !== null) spent.set(part, (spent.get(part) ?? 0) + (timeDeltas[i] ?? 0))
  }
  return spent
}

/** A node takes its caller's part where it has none of its own. Null: idle. */
function partsOf(nodes: readonly Profiler.ProfileNode[]): Map<number, string | null> {
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  return new Map(
    nodes.map(({ id, callFrame }) => {
      if (callFrame.functionName === '(idle)') return [id, null]
      for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
        const frame = frames.get(at)
        const part = frame === undefined ? undefined : PARTS.find(([, fits]) => fits(frame))
        if (part !== undefined) return [id, part[0]]
      }
      return [id, REST]
    }),
  )
}
