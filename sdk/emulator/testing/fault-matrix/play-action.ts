import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../../flow/definition.ts'
import type { Action } from '../../../manifest.gen.ts'
import { fieldsOf, listOf } from '../../fields.ts'
import type { FaultName } from './cells.ts'
import { endFault, PATIENCE_MS, playFault, SEEDS } from './faults-at-emulator.ts'
import type { Failure, MatrixSubject } from './subject.ts'

/** What became of one wish for an effect, after everything that a run does about a fault. */
interface Settled {
  /** `uncertain`: nobody repeats it, a person decides. `parked`: it waits for a new consent. */
  outcome: 'done' | 'uncertain' | 'parked' | 'refused'
  output: Json
  first: Failure | null
}

const TRIES = 5

/** As a run does: again when nothing was done, by the declared look-up when that is unknown, else a person decides. */
async function settle(subject: MatrixSubject, action: Action, input: Json, timeoutMs: number | undefined): Promise<Settled> {
  let first: Failure | null = null
  for (let tries = 0; tries < TRIES; tries++) {
    const result = await subject.run(action.name, input, tries === 0 ? timeoutMs : undefined)
    if (result.ok) return { outcome: 'done', output: result.output, first }
    const { failure } = result
    first ??= failure
    if (failure.class === 'reauthorise') return { outcome: 'parked', output: null, first }
    if (failure.effect === 'maybe' && action.repeatable.mode === false) return { outcome: 'uncertain', output: null, first }
    if (failure.effect === 'maybe' && action.repeatable.mode === 'lookupFirst') {
      // A late answer's write comes after the answer was given up: what is looked up too early is not there yet.
      if (failure.code === 'timeout') await endFault(subject, 'timeout')
      const found = await subject.lookup(action.name, input)
      if (found.ok && found.output !== null) return { outcome: 'done', output: found.output, first }
      continue
    }
    if (failure.class !== 'retry' && failure.class !== 'rateLimited') return { outcome: 'refused', output: null, first }
  }
  return { outcome: 'refused', output: null, first }
}

export interface ActionVerdict {
  outcome: Settled['outcome']
  /** Class of the first failure. */
  failed: string | null
  /** Different effects at the provider, and how often one of them was repeated. */
  effects: number
  repeated: number
  sameOutput: boolean
}

/** One cell of an action; a schema surprise comes in several shapes, and the worst verdict counts. */
export async function playAction(subject: MatrixSubject, name: string, fault: FaultName): Promise<ActionVerdict[]> {
  const action = subject.manifest.actions.find((one) => one.name === name)
  if (action === undefined) throw new Error(`there is no action ${name}`)
  if (fault !== 'schema surprise') return [await playOnce(subject, action, fault)]
  const verdicts: ActionVerdict[] = []
  for (const seed of SEEDS) verdicts.push(await playOnce(subject, action, fault, seed))
  return verdicts
}

async function playOnce(subject: MatrixSubject, action: Action, fault: FaultName, seed?: string): Promise<ActionVerdict> {
  const isRead = action.effect === 'read'
  const hit = isRead ? { method: subject.readMethod ?? 'GET' } : await writeOf(subject, action)
  const input = await subject.inputOf(action.name)
  const baseline = isRead ? await subject.run(action.name, input) : null
  if (baseline?.ok === false) throw new Error(`${action.name} fails without a fault: ${baseline.failure.message}`)
  const before = (await ledger(subject)).length
  await playFault(subject, fault, { ...hit, ...(seed === undefined ? {} : { seed }) })
  const settled = await settle(subject, action, input, fault === 'timeout' ? PATIENCE_MS : undefined)
  await endFault(subject, fault)
  const effects = (await ledger(subject)).slice(before)
  const distinct = new Set(effects)
  return {
    outcome: settled.outcome,
    failed: settled.first?.class ?? null,
    effects: distinct.size,
    repeated: effects.length - distinct.size,
    sameOutput: baseline?.ok !== true || isDeepStrictEqual(baseline.output, settled.output),
  }
}

const WRITES = new WeakMap<MatrixSubject, Map<string, { method: string; path?: string }>>()

/** The call that has the effect, seen once in the emulator's log: by its path too where reads have the same method. */
async function writeOf(subject: MatrixSubject, action: Action): Promise<{ method: string; path?: string }> {
  const writes = WRITES.get(subject) ?? new Map()
  WRITES.set(subject, writes)
  const known = writes.get(action.name)
  if (known !== undefined) return known
  const result = await subject.run(action.name, await subject.inputOf(action.name))
  if (!result.ok) throw new Error(`${action.name} fails without a fault: ${result.failure.message}`)
  const requests = listOf((await subject.admin('GET', '/requests'))['items']).map(fieldsOf)
  const write = requests.findLast((one) => one['method'] !== 'GET')
  const method = String(write?.['method'] ?? 'GET')
  const found = { method, ...(subject.readMethod === method ? { path: pathOf(String(write?.['path'])) } : {}) }
  writes.set(action.name, found)
  return found
}

/** `/orders/1234/lines`: any order's. */
function pathOf(path: string): string {
  return path.replace(/\/[^/]*\d[^/]*(?=\/|$)/g, '/*')
}

/** Each effect as one text: two that read the same are one effect done twice. */
async function ledger(subject: MatrixSubject): Promise<string[]> {
  return listOf((await subject.admin('GET', '/ledger'))['items']).map((entry) => {
    const { kind, key, id, details } = fieldsOf(entry)
    // Ids of what is made anew differ each time; the caller's key and what was sent do not.
    return JSON.stringify([kind, key ?? id, details])
  })
}
