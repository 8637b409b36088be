import { type Json, type Step, type StepNames, type Trigger, toShownText } from '@tomada/sdk/flow'
import { matches } from '#lib/i18n/search.ts'

/** Of a step, what is its own name and place, not its contents. */
const NOT_SEARCHED: ReadonlySet<string> = new Set(['kind', 'name', 'title', 'parent', 'connectionId', 'sample'])
const AROUND = 30

/** The first text in the fields that fits, with its surroundings and steps by their names; null: none does. */
export function foundText(part: Step | Trigger, names: StepNames, search: string): string | null {
  if (search.trim() === '') return null
  for (const [key, value] of Object.entries(part)) {
    if (NOT_SEARCHED.has(key)) continue
    const found = firstText(value, names, search)
    if (found !== null) return found
  }
  return null
}

function firstText(value: Json | undefined, names: StepNames, search: string): string | null {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = typeof value === 'string' ? toShownText(value, names, !value.includes('{{')) : String(value)
    return matches(text, search) ? cut(text, search) : null
  }
  if (typeof value !== 'object' || value === null) return null
  for (const inner of Object.values(value)) {
    const found = firstText(inner, names, search)
    if (found !== null) return found
  }
  return null
}

function cut(text: string, search: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(search.toLowerCase()))
  const from = Math.max(0, at - AROUND)
  const to = Math.min(text.length, at + search.length + 2 * AROUND)
  return `${from > 0 ? '…' : ''}${text.slice(from, to).replaceAll(/\s+/g, ' ')}${to < text.length ? '…' : ''}`
}
