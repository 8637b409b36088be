import { createHash } from 'node:crypto'
import type { Json, Step } from '../../sdk/flow/definition.ts'

/** How the step is named, placed, tried again and shown; none of it changes what it gives. */
const BESIDE: ReadonlySet<string> = new Set([
  'name',
  'title',
  'note',
  'parent',
  'disabled',
  'retry',
  'timeoutMs',
  'onError',
  'skipWhen',
  'stopWhen',
  'cache',
  'redact',
])

/**
 * Same step, same input, same hash; the order of members does not matter. The step's own settings count (method, action,
 * connection, paging …), so that an edited step never gets what its older version gave.
 */
export function inputHash(step: Step, input: Json): string {
  const settings = Object.fromEntries(Object.entries(step).filter(([name]) => !BESIDE.has(name)))
  return createHash('sha256')
    .update(canonical([settings, input]))
    .digest('base64url')
}

function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`
}
