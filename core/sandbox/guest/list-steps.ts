import { aggregateOf, type FigureValues } from './aggregate.ts'
import { GuestFault } from './faults.ts'
import type { ListFunctions, StepShape } from './flow-parts.ts'
import type { FlowScope } from './flow-scope.ts'

/** A value that must be a list; anything else is a fault that names what it is. */
export function listIn(value: unknown, scope: FlowScope): readonly unknown[] {
  scope.at = '/items'
  if (Array.isArray(value)) return value
  const what = value === null || value === undefined ? 'nothing' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
  throw new GuestFault('expression', `a list is needed here, but there is ${what}`)
}

/** The output of a filter, split or aggregate step. */
export function listOutput(shape: StepShape, list: ListFunctions, scope: FlowScope): unknown {
  const items = listIn(list.items(), scope)
  try {
    if (list.holds !== undefined) return filtered(items, list.holds, scope)
    if (list.size !== undefined) return inParts(items, list.size(), scope)
    return aggregateOf(figureValues(items, shape, list, scope), shape.figures ?? [], list.groupBy !== undefined)
  } finally {
    scope.listItem = null
  }
}

function filtered(items: readonly unknown[], holds: () => unknown, scope: FlowScope): unknown {
  const kept: unknown[] = []
  const dropped: unknown[] = []
  for (const [index, item] of items.entries()) {
    scope.listItem = { item, index }
    if (holds()) kept.push(item)
    else dropped.push(item)
  }
  return { kept, dropped }
}

function inParts(items: readonly unknown[], wanted: unknown, scope: FlowScope): unknown {
  scope.at = '/size'
  const size = typeof wanted === 'string' && wanted.trim() !== '' ? Number(wanted) : wanted
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    throw new GuestFault('expression', 'the size of a part must be a whole number from 1')
  }
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

function* figureValues(items: readonly unknown[], shape: StepShape, list: ListFunctions, scope: FlowScope): Generator<FigureValues> {
  for (const [index, item] of items.entries()) {
    scope.listItem = { item, index }
    const key = list.groupBy?.() ?? null
    yield { key, values: (shape.figures ?? []).map((_, i) => (list.values?.[i] ?? (() => item))()) }
  }
}
