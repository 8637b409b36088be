import type { AnyNode } from 'acorn'
import { NotConvertible } from '../reasons.ts'
import { type ExpressionScope, INDEX, ITEM } from './expression.types.ts'
import { luxonNow } from './luxon.ts'

/** One part of a path: `.name`, `[computed]`, or a call. */
export type Op = { get: string } | { at: string } | { call: string[]; nodes: ReadonlyArray<AnyNode> }

interface Found {
  js: string
  /** How many parts of the path it stands for. */
  used: number
}

/** What a path that begins with one of n8n's names is here, or null when there is no such thing. Throws NotConvertible. */
export function n8nRoot(name: string, ops: readonly Op[], scope: ExpressionScope): Found | null {
  switch (name) {
    case '$json':
    case '$data':
      return { js: ITEM, used: 0 }
    case '$itemIndex':
      return { js: INDEX, used: 0 }
    case '$runIndex':
      return { js: scope.runIndex, used: 0 }
    case '$now':
      return { js: luxonNow(scope), used: 0 }
    case '$today':
      return { js: `${luxonNow(scope)}.startOf("day")`, used: 0 }
    case '$vars':
      return { js: 'vars', used: 0 }
    case '$input':
      return ofInput(ops, scope)
    case '$':
      return ofNode(textArgument(ops[0]), ops, 1, scope)
    case '$node':
      return ofNodeByIndex(ops, scope)
    case '$items':
      return { js: wrapped(scope.itemsOf(textArgument(ops[0]))), used: 1 }
    case '$workflow':
      return ofWorkflow(ops, scope)
    case '$execution':
      return ofExecution(ops, scope)
    case '$prevNode':
      return getOf(ops[0]) === 'name' && scope.previousNode !== null ? { js: JSON.stringify(scope.previousNode), used: 1 } : null
    case '$if':
      return called(ops, ([condition = 'undefined', yes = 'undefined', no = 'undefined']) => `(${condition} ? ${yes} : ${no})`)
    case '$ifEmpty':
      return called(
        ops,
        ([value = 'undefined', otherwise = 'undefined']) =>
          `((v, w) => v === null || v === undefined || v === '' || (typeof v === 'object' && Object.keys(v).length === 0) ? w : v)(${value}, ${otherwise})`,
      )
    case '$max':
      return called(ops, (args) => `Math.max(${args.join(', ')})`)
    case '$min':
      return called(ops, (args) => `Math.min(${args.join(', ')})`)
    default:
      return null
  }
}

function called(ops: readonly Op[], js: (args: string[]) => string): Found | null {
  const [first] = ops
  return first !== undefined && 'call' in first ? { js: js(first.call), used: 1 } : null
}

function getOf(op: Op | undefined): string | null {
  return op !== undefined && 'get' in op ? op.get : null
}

function isCall(op: Op | undefined): boolean {
  return op !== undefined && 'call' in op
}

function textArgument(op: Op | undefined): string {
  const [first] = op !== undefined && 'call' in op ? op.nodes : []
  if (first?.type === 'Literal' && typeof first.value === 'string') return first.value
  throw new NotConvertible('name_unknown', { name: '$(…)' })
}

/** n8n's items hold their value under `json`. */
function wrapped(items: string): string {
  return `(${items}).map((json) => ({ json }))`
}

/** `.first()`, `.last()`, `.all()`, `.item` and what follows, for a list of items. */
function ofItems(items: string, current: () => string, ops: readonly Op[], at: number): Found | null {
  const what = getOf(ops[at])
  const picks: Record<string, string> = { first: `(${items}).at(0)`, last: `(${items}).at(-1)` }
  if (what === 'all' && isCall(ops[at + 1])) return { js: wrapped(items), used: at + 2 }
  if (what === 'first' || what === 'last') return isCall(ops[at + 1]) ? underJson(picks[what] ?? '', ops, at + 2) : null
  if (what === 'item') return underJson(current(), ops, at + 1)
  if (what === 'itemMatching') {
    const call = ops[at + 1]
    return call !== undefined && 'call' in call ? underJson(`(${items}).at(${call.call[0] ?? 0})`, ops, at + 2) : null
  }
  return null
}

function underJson(json: string, ops: readonly Op[], used: number): Found {
  return getOf(ops[used]) === 'json' ? { js: json, used: used + 1 } : { js: `({ json: ${json} })`, used }
}

function ofInput(ops: readonly Op[], scope: ExpressionScope): Found | null {
  return ofItems(scope.input, () => ITEM, ops, 0)
}

function ofNode(node: string, ops: readonly Op[], at: number, scope: ExpressionScope): Found | null {
  if (getOf(ops[at]) === 'isExecuted') return { js: `((${scope.itemsOf(node)}).length > 0)`, used: at + 1 }
  return ofItems(scope.itemsOf(node), () => scope.pairedWith(node), ops, at)
}

/** `$node["Orders"].json`: the item with the same number. */
function ofNodeByIndex(ops: readonly Op[], scope: ExpressionScope): Found | null {
  const node = getOf(ops[0])
  if (node === null || getOf(ops[1]) !== 'json') return null
  return { js: `(${scope.itemsOf(node)}).at(${INDEX})`, used: 2 }
}

function ofWorkflow(ops: readonly Op[], { workflow }: ExpressionScope): Found | null {
  const what = getOf(ops[0])
  if (what === 'name' || what === 'id') return { js: JSON.stringify(workflow[what]), used: 1 }
  return null
}

function ofExecution(ops: readonly Op[], scope: ExpressionScope): Found | null {
  const what = getOf(ops[0])
  if (what === 'id') return { js: 'run.id', used: 1 }
  if (what !== 'resumeUrl') return null
  const step = scope.waitStep()
  return step === null ? null : { js: `run.links.${step}.resume`, used: 1 }
}
