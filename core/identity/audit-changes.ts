import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../sdk/flow/definition.ts'
import { isSecretName, redact } from '../platform/redact.ts'

/** One thing that an act changed. Null: it was not there, or is not there any more. A secret's values are not told. */
export interface AuditChange {
  /** Members of objects by their path: `settings.daysBack`. */
  name: string
  before: Json
  after: Json
  isSecret: boolean
}

/** What something is like; a member that is undefined is not there. */
export type AuditState = Readonly<Record<string, unknown>>

const MOST_CHANGES = 100
const MOST_VALUE_CHARS = 2_000
const MOST_DEPTH = 3

/** Only what differs, in the order of the names. Values are cut to what a person reads. */
export function changesBetween(
  before: AuditState | null,
  after: AuditState | null,
  replacedSecrets: readonly string[] = [],
): AuditChange[] {
  const [old, fresh] = [leavesOf(before ?? {}), leavesOf(after ?? {})]
  const changes = [...new Set([...old.keys(), ...fresh.keys()])].flatMap((name): AuditChange[] => {
    const [was, is] = [old.get(name) ?? null, fresh.get(name) ?? null]
    if (isDeepStrictEqual(was, is)) return []
    return [name.split('.').some(isSecretName) ? secret(name) : { name, before: shown(was), after: shown(is), isSecret: false }]
  })
  return [...changes, ...replacedSecrets.map(secret)].slice(0, MOST_CHANGES)
}

function secret(name: string): AuditChange {
  return { name, before: null, after: null, isSecret: true }
}

function leavesOf(state: AuditState): Map<string, Json> {
  const leaves = new Map<string, Json>()
  const visit = (value: Json, path: string, depth: number) => {
    const members = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
    if (members.length === 0 || depth > MOST_DEPTH) leaves.set(path, value)
    else for (const [name, member] of members) visit(member, `${path}.${name}`, depth + 1)
  }
  for (const [name, value] of Object.entries(state)) if (value !== undefined) visit(plain(value), name, 1)
  return leaves
}

/** As JSON has it: dates are texts, and what JSON leaves out is not there. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value) ?? 'null')
}

function shown(value: Json): Json {
  const clean = plain(redact({ value })['value'])
  const text = typeof clean === 'string' ? clean : JSON.stringify(clean)
  return text.length > MOST_VALUE_CHARS ? `${text.slice(0, MOST_VALUE_CHARS)}…` : clean
}
