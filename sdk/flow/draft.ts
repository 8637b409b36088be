import { type Edge, type FlowDefinition, lanesOf, type Step } from './definition.ts'

/** Where steps live side by side: a lane of a container, or the root. */
export type Lane = { container: string; lane: string } | null

/** The lane that runs when everything else is over. It belongs to the flow, so its container is no step. */
export const FLOW_CONTAINER = 'flow'
export const FINALLY: Lane & object = { container: FLOW_CONTAINER, lane: 'finally' }

/** Makes ids for steps (`s` + 8), edges (`e`), notes (`n`) and groups (`g`). Injected, so that commands stay pure in tests. */
export type Mint = (prefix: 's' | 'e' | 'n' | 'g') => string

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ids from 40 random bits, given eight random bytes. Unique within one flow is all they must be. */
export function mintFrom(randomBytes: (count: number) => Uint8Array): Mint {
  return (prefix) => prefix + Array.from(randomBytes(8), (byte) => ALPHABET[byte % 32]).join('')
}

export function emptyDefinition(): FlowDefinition {
  return { trigger: { kind: 'webhook', verification: { scheme: 'none' }, answer: 'now' }, steps: {}, edges: {}, settings: {}, layout: {} }
}

export function laneOf(step: Step): Lane {
  return step.parent ?? null
}

export function sameLane(a: Lane, b: Lane): boolean {
  return a === b || (a !== null && b !== null && a.container === b.container && a.lane === b.lane)
}

export function stepsIn(definition: FlowDefinition, lane: Lane): string[] {
  return Object.keys(definition.steps).filter((id) => {
    const step = definition.steps[id]
    return step !== undefined && sameLane(laneOf(step), lane)
  })
}

export function edgesInto(definition: FlowDefinition, id: string): Array<[string, Edge]> {
  return Object.entries(definition.edges).filter(([, edge]) => edge.to === id)
}

export function edgesOutOf(definition: FlowDefinition, id: string): Array<[string, Edge]> {
  return Object.entries(definition.edges).filter(([, edge]) => edge.from === id)
}

/** Steps of a lane without an incoming edge: they start it. */
export function lanesStarts(definition: FlowDefinition, lane: Lane): string[] {
  const targets = new Set(Object.values(definition.edges).map((edge) => edge.to))
  return stepsIn(definition, lane).filter((id) => !targets.has(id))
}

/** The steps of one lane so that every step comes after its predecessors; ties keep the order of creation. */
export function orderedLane(definition: FlowDefinition, lane: Lane): string[] {
  const members = stepsIn(definition, lane)
  const inLane = new Set(members)
  const missing = new Map(members.map((id) => [id, 0]))
  for (const edge of Object.values(definition.edges)) {
    if (inLane.has(edge.from) && inLane.has(edge.to)) missing.set(edge.to, (missing.get(edge.to) ?? 0) + 1)
  }
  const ready = members.filter((id) => missing.get(id) === 0)
  const order: string[] = []
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id)
    const freed: string[] = []
    for (const [, edge] of edgesOutOf(definition, id)) {
      const left = (missing.get(edge.to) ?? 0) - 1
      missing.set(edge.to, left)
      if (left === 0) freed.push(edge.to)
    }
    ready.unshift(...freed)
  }
  // A cycle can only come from outside; its steps still must be seen.
  return order.length === members.length ? order : [...order, ...members.filter((id) => !order.includes(id))]
}

export interface OutlineRow {
  id: string
  depth: number
  lane: Lane
  /** Lanes that this step owns, empty ones included. */
  lanes: readonly string[]
}

/** Every step in execution order with its depth, the `finally` lane last: the outline, and the order of `]` and `[`. */
export function outlineOf(definition: FlowDefinition): OutlineRow[] {
  return [...rowsOf(definition, null, 0), ...rowsOf(definition, FINALLY, 0)]
}

function rowsOf(definition: FlowDefinition, lane: Lane, depth: number): OutlineRow[] {
  return orderedLane(definition, lane).flatMap((id) => {
    const step = definition.steps[id]
    if (!step) return []
    const lanes = lanesOf(step)
    return [{ id, depth, lane, lanes }, ...lanes.flatMap((name) => rowsOf(definition, { container: id, lane: name }, depth + 1))]
  })
}

/** Whether the lane exists: the root, the flow's own last lane, or one that a step owns. */
export function isLane(definition: FlowDefinition, lane: Lane): boolean {
  if (lane === null || sameLane(lane, FINALLY)) return true
  const step = definition.steps[lane.container]
  return step !== undefined && lanesOf(step).includes(lane.lane)
}

/** An id for one more lane of a step: `stem1`, `stem2` … whichever is not taken. */
export function freeLane(taken: readonly string[], stem: string): string {
  for (let count = 1; ; count++) if (!taken.includes(`${stem}${count}`)) return `${stem}${count}`
}

/** The step itself and everything inside its lanes. */
export function withDescendants(definition: FlowDefinition, id: string): string[] {
  const children = Object.keys(definition.steps).filter((other) => definition.steps[other]?.parent?.container === id)
  return [id, ...children.flatMap((child) => withDescendants(definition, child))]
}

/** Whether `to` can be reached from `from` along edges. */
export function reaches(definition: FlowDefinition, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...edgesOutOf(definition, id).map(([, edge]) => edge.to))
  }
  return false
}

const RESERVED = new Set(['constructor', 'prototype', '__proto__', 'hasOwnProperty', 'toString', 'valueOf'])

export function isStepName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name) && !RESERVED.has(name)
}

/** Turns any title into a step name that is a JavaScript identifier: `Criar pedido (Bling)` → `criarPedidoBling`. */
export function nameFrom(title: string): string {
  const words = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const joined = words
    .map((word, index) => (index === 0 ? word.toLowerCase() : word[0]?.toUpperCase() + word.slice(1).toLowerCase()))
    .join('')
  const name = (/^[0-9]/.test(joined) ? `_${joined}` : joined).slice(0, 50)
  return isStepName(name) ? name : 'step'
}

/** `name`, or `name2`, `name3` … whichever no step of the flow has. */
export function freeName(definition: FlowDefinition, name: string): string {
  const taken = new Set(Object.values(definition.steps).map((step) => step.name))
  if (!taken.has(name)) return name
  const stem = name.replace(/\d+$/, '')
  for (let count = 2; ; count++) if (!taken.has(`${stem}${count}`)) return `${stem}${count}`
}
