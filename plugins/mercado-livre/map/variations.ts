import { at, InvalidInputError, type Json, listOf, textOf } from '@tomada/sdk'

/** The variation that is meant; null for the listing as a whole. A listing with variations has no stock of its own. */
export function variationOf(item: Json, variationId: string | null): Json {
  const variations = listOf(at(item, 'variations'))
  if (variationId === null) {
    if (variations.length > 0) throw new InvalidInputError('/variationId', 'This listing has variations: say which one')
    return null
  }
  const found = variations.find((variation) => textOf(at(variation, 'id')) === variationId)
  if (found === undefined) throw new InvalidInputError('/variationId', `The listing has no variation ${variationId}`)
  return found
}

/** Every variation by its id, so that none is removed, with the changed one in its place. */
export function allVariations(item: Json, change: (variation: Json) => { [name: string]: Json }): Json[] {
  return listOf(at(item, 'variations')).map((variation) => ({ id: at(variation, 'id'), ...change(variation) }))
}
