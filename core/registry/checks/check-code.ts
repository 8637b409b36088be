import { type Node, parse } from 'acorn'
import type { FaultList } from '../fault-list.ts'
import type { LoadedPlugin } from '../registry.types.ts'

const FILE = 'code'
/** What the sandbox does not have, or takes away: code that names it means to get out, or will fail. */
const REFUSED = new Set([
  'eval',
  'Function',
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'process',
  'require',
  'module',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'XMLHttpRequest',
  'importScripts',
])
const MAX_LINE = 50_000
const MAX_BLOB = 2048

/** The joined script: nothing in it that reaches out of the sandbox, nothing that cannot be read. */
export function checkCode({ bundle }: LoadedPlugin, found: { escapes: FaultList; readable: FaultList }): void {
  if (bundle === null) return
  const { script } = bundle
  for (const name of escapesIn(script)) found.escapes.add(FILE, '', `uses ${name}, which the sandbox does not have`)
  if (script.split('\n').some((line) => line.length > MAX_LINE))
    found.readable.add(FILE, '', `a line is longer than ${MAX_LINE} characters`)
  if (new RegExp(`(["'\`])(?:[0-9a-fA-F]{${MAX_BLOB},}|[A-Za-z0-9+/=]{${MAX_BLOB},})\\1`).test(script))
    found.readable.add(FILE, '', 'holds a block of encoded data larger than 2 KB')
  const escapes = script.match(/\\x[0-9a-f]{2}/gi)?.length ?? 0
  if (escapes * 4 > script.length / 20) found.readable.add(FILE, '', 'is written in escapes')
}

/** Names of refused globals that the script reads, writes or calls; `globalThis.x = …` is one, except for the entries themselves. */
export function escapesIn(script: string): string[] {
  const names = new Set<string>()
  visit(parse(script, { ecmaVersion: 'latest', sourceType: 'script' }), null, names)
  return [...names].sort()
}

type Child = Node & { [key: string]: unknown }

function visit(node: Node, parent: Child | null, names: Set<string>): void {
  const current: Child = { ...node }
  const name = current.type === 'Identifier' && typeof current['name'] === 'string' ? current['name'] : null
  if (name !== null && REFUSED.has(name) && !isMemberName(node, parent)) names.add(name)
  if (current.type === 'ImportExpression') names.add('import()')
  if (current.type === 'AssignmentExpression' && isNode(current['left']) && globalMember(current['left']) !== null) {
    const member = globalMember(current['left'])
    if (member !== '__plugin') names.add(`globalThis.${member} =`)
  }
  for (const [key, value] of Object.entries(current)) {
    if (key === 'type') continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, { ...node }, names)
  }
}

/** `a.process` and `{process: 1}` name members, not the global. */
function isMemberName(node: Node, parent: Child | null): boolean {
  if (parent === null || parent['computed'] === true) return false
  const isProperty = parent.type === 'MemberExpression' && parent['property'] === node
  const isKey =
    ['Property', 'MethodDefinition', 'PropertyDefinition'].includes(parent.type) && parent['key'] === node && parent['shorthand'] !== true
  return isProperty || isKey
}

function globalMember(left: Node): string | null {
  const { type, object, property }: Child = { ...left }
  if (type !== 'MemberExpression' || !isNode(object) || !isNode(property)) return null
  const [of, member]: [Child, Child] = [{ ...object }, { ...property }]
  return of.type === 'Identifier' && of['name'] === 'globalThis' ? String(member['name'] ?? member['value']) : null
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** Hosts that the code names in its texts; comments are gone from the joined script. */
export function hostsIn(script: string): string[] {
  return [...new Set([...script.matchAll(/https?:\/\/([a-z0-9.-]+\.[a-z]{2,})/gi)].map((found) => (found[1] ?? '').toLowerCase()))]
}
