import { applyPatches, asJson, diff, type FlowDefinition, isPassingPart, type Json, overlaps, type Patch, sameJson } from '@tomada/sdk/flow'

/** One field that both sides changed differently. */
export interface FieldConflict {
  /** JSON Pointer into the definition. */
  path: string
  mine: Json | undefined
  theirs: Json | undefined
}

export interface Merge {
  /** Theirs, with everything of mine that touches nothing of theirs. */
  definition: FlowDefinition
  conflicts: FieldConflict[]
}

export function valueAt(value: Json, path: string): Json | undefined {
  let current: Json | undefined = value
  for (const key of path.split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof current !== 'object' || current === null || Array.isArray(current) || !Object.hasOwn(current, name)) return undefined
    current = current[name]
  }
  return current
}

/** Positions are never worth a question: mine win. */
const isLayout = (patch: Patch) => patch.path.startsWith('/layout')

/**
 * Three-way merge by step, then by field. Different steps and different fields of one step merge silently;
 * the same field asks. Base is what both started from.
 */
export function merge(
  base: FlowDefinition,
  mine: FlowDefinition,
  theirs: FlowDefinition,
  choose?: ReadonlyMap<string, 'mine' | 'theirs'>,
): Merge {
  const [from, own, other] = [asJson(base), asJson(mine), asJson(theirs)]
  const theirPatches = diff(from, other)
  const kept: Patch[] = []
  const conflicts: FieldConflict[] = []
  for (const patch of diff(from, own)) {
    const clashes = theirPatches.some((theirPatch) => overlaps(patch, theirPatch))
    const path = patch.path
    const [mineAt, theirsAt] = [valueAt(own, path), valueAt(other, path)]
    if (sameJson(mineAt, theirsAt)) continue
    if (!clashes || isLayout(patch) || choose?.get(path) === 'mine') kept.push(patch)
    else if (choose?.get(path) !== 'theirs') conflicts.push({ path, mine: mineAt, theirs: theirsAt })
  }
  return { definition: applyLeniently(other, kept), conflicts }
}

/** Adds and replaces alike: what mine sets is set, what mine removes is removed, whatever theirs did around it. */
function applyLeniently(value: Json, patches: readonly Patch[]): FlowDefinition {
  const merged = patches.reduce((current, patch) => {
    const exists = valueAt(current, patch.path) !== undefined
    const parent = patch.path.slice(0, patch.path.lastIndexOf('/'))
    if (patch.op === 'remove') return exists ? applyPatches(current, [patch]) : current
    if (parent !== '' && !isPassingPart(parent) && valueAt(current, parent) === undefined) return current
    return applyPatches(current, [{ op: 'add', path: patch.path, value: patch.value }])
  }, value)
  return withoutLooseEdges(merged as unknown as FlowDefinition)
}

/** A wire to a step that the other side removed leads nowhere. */
function withoutLooseEdges(definition: FlowDefinition): FlowDefinition {
  const loose = Object.entries(definition.edges).filter(([, { from, to }]) => !definition.steps[from] || !definition.steps[to])
  if (loose.length === 0) return definition
  return {
    ...definition,
    edges: Object.fromEntries(Object.entries(definition.edges).filter(([id]) => !loose.some(([other]) => other === id))),
  }
}
