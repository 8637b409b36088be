import { type FlowDefinition, type Json, loopNamesKnown, loopsAround, type Sees, type Step, stepOf, upstreamOf } from '@tomada/sdk/flow'
import type { ContextSource } from '#lib/api/flows.ts'
import { m } from '#lib/paraglide/messages.js'

/** Whose items a text's `item` is one of; null outside of every list. */
export function itemsSeen(definition: FlowDefinition, id: string, sees: Sees): { stepId: string; items: Json } | null {
  const own = stepOf(definition, id)
  const isOwn = sees === 'item' || ((sees === 'inside' || sees === 'iteration') && own?.kind === 'forEach')
  const holder = isOwn ? id : loopsAround(definition, id).findLast((loop) => stepOf(definition, loop)?.kind === 'forEach')
  const step = holder === undefined ? undefined : stepOf(definition, holder)
  return holder === undefined || step === undefined || !hasItems(step) ? null : { stepId: holder, items: step.items }
}

function hasItems(step: Step): step is Extract<Step, { items: Json }> {
  return 'items' in step
}

/** `item`, `index` and `previous` where a text knows them; `sample` is the first item, null as long as nobody knows it. */
export function loopSources(definition: FlowDefinition, id: string, sees: Sees, sample: Json): ContextSource[] {
  const known = loopNamesKnown(definition, id, sees)
  const titles = { item: m.form_loop_item(), index: m.form_loop_index(), previous: m.form_loop_previous() }
  const samples = { item: sample, index: 0, previous: null }
  return (['item', 'index', 'previous'] as const)
    .filter((name) => known.has(name))
    .map((name) => ({ ...nothingKnown(name), title: titles[name], sample: samples[name] }))
}

/** Steps that only this text sees beside earlier ones: what is inside a loop when its iteration is over, and the step itself. */
export function innerSources(
  definition: FlowDefinition,
  id: string,
  sees: Sees,
  outputOf: (stepId: string) => Json | undefined,
): ContextSource[] {
  const before = new Set(upstreamOf(definition, id, 'step'))
  return upstreamOf(definition, id, sees)
    .filter((stepId) => !before.has(stepId))
    .flatMap((stepId) => {
      const step = stepOf(definition, stepId)
      if (step === undefined) return []
      const inside = stepId !== id
      return [
        {
          ...nothingKnown(stepId),
          name: step.name,
          title: step.title ?? step.name,
          sample: outputOf(stepId) ?? null,
          mayNotHaveRun: inside,
        },
      ]
    })
}

function nothingKnown(id: string): ContextSource {
  return { id, name: id, title: id, schema: null, schemaFrom: 'inferred', sample: null, sampleFrom: '', mayNotHaveRun: false }
}
