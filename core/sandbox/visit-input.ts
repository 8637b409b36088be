import type { Json, LoopState, RunState, StepError } from '../../sdk/flow/definition.ts'
import type { VisitRequest } from './sandbox.types.ts'

/** Entries of one visit (see VisitNext `more`): enough to be cheap, few enough to be committed often. */
const MAX_ENTRIES = 2000
/** Of a for-each's items, so many are sent at once, or as many as this many characters hold; but always all that may run at once. */
const MAX_ITEMS = 1000
const MAX_ITEM_CHARS = 512 * 1024
const MIN_ITEMS = 51

/** Values longer than this travel beside the input: the guest reads them only when an expression does. */
const LARGE_CHARS = 32 * 1024
const MAX_LARGE = 6

/** JSON texts for the guest: what it is told, then the large values that are named in it by their place here. */
export function visitTexts(request: VisitRequest, faults: Record<string, StepError>, maxMs: number, maxOutputBytes?: number): string[] {
  const { state, busy, now, seed, run, only } = request
  const maxEntries = Math.min(request.maxEntries ?? MAX_ENTRIES, MAX_ENTRIES)
  const large: string[] = []
  const isVisitedOften = Object.keys(state.loops).length > 0
  const place = (value: Json): { text: string } | { place: number } => {
    const text = textOf(value, isVisitedOften)
    if (text.length < LARGE_CHARS || large.length >= MAX_LARGE) return { text }
    return { place: large.push(text) }
  }
  const trigger = place(state.trigger)
  const { steps, places } = placedSteps(state.steps, place)
  const facts = {
    loops: windows(state.loops),
    outcome: state.outcome,
    busy,
    run,
    now,
    seed,
    only,
    faults,
    maxEntries,
    maxMs,
    maxOutputBytes,
  }
  const rest = JSON.stringify({ ...facts, large: { ...('place' in trigger ? { trigger: trigger.place } : {}), steps: places } })
  return [`{"trigger":${'text' in trigger ? trigger.text : 'null'},"steps":${steps},${rest.slice(1)}`, ...large]
}

function placedSteps(steps: RunState['steps'], place: (value: Json) => { text: string } | { place: number }) {
  const places: Record<string, number> = {}
  const texts: string[] = []
  for (const [path, record] of Object.entries(steps)) {
    const { output, ...others } = record
    const head = `${JSON.stringify(path)}:${JSON.stringify(others)}`
    const placed = output === undefined ? null : place(output)
    if (placed !== null && 'place' in placed) places[path] = placed.place
    texts.push(placed !== null && 'text' in placed ? `${head.slice(0, -1)},"output":${placed.text}}` : head)
  }
  return { steps: `{${texts.join(',')}}`, places }
}

/** Texts of large values that a loop sends with each of its visits; gone with the value. */
const knownTexts = new WeakMap<object, string>()

function textOf(value: Json, isVisitedOften: boolean): string {
  if (!isVisitedOften || typeof value !== 'object' || value === null) return JSON.stringify(value)
  const known = knownTexts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  if (text.length >= LARGE_CHARS) knownTexts.set(value, text)
  return text
}

function windows(loops: RunState['loops']): RunState['loops'] {
  const made: RunState['loops'] = {}
  for (const [path, loop] of Object.entries(loops)) made[path] = windowOf(loop)
  return made
}

/** A loop without its results, and with the items of its next iterations only: its size does not grow with the list. */
function windowOf(loop: LoopState): LoopState {
  const { items } = loop
  if (items === undefined) return { ...loop, results: {} }
  const sent: NonNullable<LoopState['items']> = {}
  for (const index of loop.open) take(index)
  let chars = 0
  for (let index = loop.next, count = 0; index < loop.count && Object.hasOwn(items, index); index++, count++) {
    if (count >= MAX_ITEMS || (count >= MIN_ITEMS && chars >= MAX_ITEM_CHARS)) break
    chars += take(index)
  }
  return { ...loop, items: sent, results: {} }

  function take(index: number): number {
    const item = items?.[index]
    if (item === undefined) return 0
    sent[index] = item
    return typeof item === 'object' ? JSON.stringify(item).length : String(item).length
  }
}
