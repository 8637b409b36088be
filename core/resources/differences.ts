import type { Json } from '../../sdk/flow/definition.ts'
import type { RecordChange } from './resources.types.ts'

type Difference = RecordChange['differences'][number]

/** A change that rewrites more than this is told by its first places; the record itself is stored whole. */
const MOST_DIFFERENCES = 100
const MOST_VALUE_CHARS = 4000

/** Where two values differ, deepest places first named, arrays by position. What is on one side only has null on the other. */
export function differencesOf(before: Json, after: Json): Difference[] {
  const found: Difference[] = []
  compare(before, after, '', found)
  return found
}

function compare(before: Json | undefined, after: Json | undefined, path: string, found: Difference[]): void {
  if (found.length >= MOST_DIFFERENCES || Object.is(before, after)) return
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    const a = membersOf(before)
    const b = membersOf(after)
    for (const name of new Set([...a.keys(), ...b.keys()])) compare(a.get(name), b.get(name), `${path}/${escapePart(name)}`, found)
    return
  }
  found.push({ path, before: shown(before), after: shown(after) })
}

function isContainer(value: Json | undefined): value is Json[] | { [name: string]: Json } {
  return typeof value === 'object' && value !== null
}

function membersOf(value: Json[] | { [name: string]: Json }): Map<string, Json> {
  return new Map(Object.entries(value))
}

function escapePart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function shown(value: Json | undefined): Json {
  if (value === undefined) return null
  if (typeof value === 'string' && value.length > MOST_VALUE_CHARS) return `${value.slice(0, MOST_VALUE_CHARS)}…`
  return isContainer(value) && JSON.stringify(value).length > MOST_VALUE_CHARS ? '…' : value
}
