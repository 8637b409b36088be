import type { Json } from '../../sdk/flow/definition.ts'
import type { ReadRecord } from '../resources/operations/operations.types.ts'

/** Brings about what a capability needs at the provider: a product, an order, an invoice, each time another one. */
export interface Stage {
  inputOf(action: string): Promise<Json>
  keyOf(resource: string): Promise<string>
}

/** `inputs`: by action. `keys`: by resource. */
export function stageOf(inputs: Record<string, () => Promise<Json>>, keys: Record<string, () => Promise<string>> = {}): Stage {
  return {
    async inputOf(action) {
      const make = inputs[action]
      if (make === undefined) throw new Error(`testing/stage.ts does not say what ${action} needs`)
      return make()
    },
    async keyOf(resource) {
      const make = keys[resource]
      if (make === undefined) throw new Error(`testing/stage.ts does not say how to get a record of ${resource}`)
      return make()
    },
  }
}

export type NextRecord = (resource: string, fits?: (record: Json) => boolean) => Promise<Json>

/** Gives records of the provider's history, none of them twice. */
export function recordsInTurn(all: (resource: string) => Promise<ReadRecord[]>): NextRecord {
  const left = new Map<string, Json[]>()
  return async (resource, fits = () => true) => {
    const known = left.get(resource) ?? (await all(resource)).map((record) => record.data)
    const index = known.findIndex(fits)
    const [found] = index < 0 ? [] : known.splice(index, 1)
    left.set(resource, known)
    if (found === undefined) throw new Error(`the history holds too few ${resource}`)
    return found
  }
}
