import { type Fields, fieldsOf, isFields, numberOf, textOf } from './fields.ts'
import { BadSetting } from './message.ts'
import { createRandom, type Random } from './random.ts'

/**
 * Ways a provider misbehaves. `duplicate` and `reorder` are about the callbacks it sends and match the callback's topic, unless
 * their pattern begins with `/`: then they are about lists in answers. All others are about the requests it answers and match
 * method and path.
 */
export const FAULT_KINDS = [
  'status',
  'slow',
  'dropBefore',
  'dropAfterWrite',
  'truncate',
  'html',
  'duplicate',
  'reorder',
  'schemaDrift',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  match: { method?: string; path?: string }
  kind: FaultKind
  /** How many more times it happens. */
  times: number
  /** How likely it hits what it matches; 1 unless said. Its seed decides. */
  chance: number
  seed: string
  /** Of kind status (default 503) and html (default 502). */
  status?: number
  /** Of kind status: text goes out as text/plain, anything else as JSON; without it the provider's own error body. */
  body?: unknown
  /** Of kind slow: real milliseconds before the route runs; 5,000 unless said. */
  delayMs: number
  /** Of kind status: the Retry-After header; none unless said. */
  retryAfter?: string
}

export interface FaultDials {
  add(settings: unknown): readonly Fault[]
  list(): readonly Fault[]
  /** How often a fault hit something so far. */
  hits(): number
  clear(): void
  /** Uses up and answers the faults that hit this request: at most one slow, and one of another kind. */
  takeForRequest(method: string, path: string): readonly Fault[]
  /** Uses up one fault of this kind for a callback of this topic. */
  takeForCallback(kind: 'duplicate' | 'reorder', topic: string): boolean
}

export function createFaultDials(): FaultDials {
  let faults: Fault[] = []
  let hitCount = 0
  const luck = new WeakMap<Fault, Random>()

  function take(fits: (fault: Fault) => boolean): Fault | undefined {
    const fault = faults.find((one) => fits(one) && happens(one))
    if (!fault) return undefined
    hitCount++
    fault.times -= 1
    faults = faults.filter((other) => other.times > 0)
    return fault
  }

  function happens(fault: Fault): boolean {
    if (fault.chance >= 1) return true
    const random = luck.get(fault) ?? createRandom(`${fault.seed}/${fault.kind}`)
    luck.set(fault, random)
    return random.chance(fault.chance)
  }

  return {
    add(settings) {
      const added = (Array.isArray(settings) ? settings : [settings]).map(readFault)
      faults.push(...added)
      return added
    },
    list: () => faults,
    hits: () => hitCount,
    clear() {
      faults = []
    },
    takeForRequest(method, path) {
      const hits = (fault: Fault) => isAboutRequests(fault) && hitsRequest(fault, method, path)
      const slow = take((fault) => fault.kind === 'slow' && hits(fault))
      const other = take((fault) => fault.kind !== 'slow' && hits(fault))
      return [slow, other].filter((fault) => fault !== undefined)
    },
    takeForCallback: (kind, topic) =>
      take((fault) => fault.kind === kind && !isAboutRequests(fault) && fitsPattern(fault.match.path, topic)) !== undefined,
  }
}

function isAboutRequests({ kind, match }: Fault): boolean {
  return (kind !== 'duplicate' && kind !== 'reorder') || (match.path?.startsWith('/') ?? false)
}

function hitsRequest(fault: Fault, method: string, path: string): boolean {
  const wanted = fault.match.method?.toUpperCase()
  return (wanted === undefined || wanted === method) && fitsPattern(fault.match.path, path)
}

/** `*` stands for any text: `/orders/*`. No pattern fits everything. */
function fitsPattern(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(text)
}

function readFault(settings: unknown): Fault {
  if (!isFields(settings)) throw new BadSetting('A fault is an object with kind, match and times.')
  const kind = FAULT_KINDS.find((known) => known === settings['kind'])
  if (!kind) throw new BadSetting(`kind must be one of ${FAULT_KINDS.join(', ')}.`)
  return {
    match: readMatch(fieldsOf(settings['match'])),
    kind,
    times: numberOf(settings['times']) ?? 1,
    chance: numberOf(settings['chance']) ?? 1,
    seed: textOf(settings['seed']) ?? 'fault',
    status: numberOf(settings['status']),
    body: settings['body'],
    delayMs: numberOf(settings['delayMs']) ?? 5_000,
    retryAfter: textOf(settings['retryAfter']),
  }
}

function readMatch(match: Fields): Fault['match'] {
  return { method: textOf(match['method']), path: textOf(match['path']) }
}
