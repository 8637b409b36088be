import type { Json } from '../../sdk/flow/definition.ts'
import type { Webhook } from '../../sdk/manifest.gen.ts'
import { atPointer } from '../registry/json-pointer.ts'

const MOST = 1_000

/**
 * What the provider wants to hear back about a delivery: of each object that the declared places hold, the declared members. Null when the webhook declares
 * none for this topic: then the answer is empty.
 */
export function replyBody({ reply }: Pick<Webhook, 'reply'>, topic: string | null, body: Json): Json {
  const { echo } = reply
  if (echo === undefined || (echo.topics !== undefined && !echo.topics.some((one) => one === topic))) return null
  const objects = echo.each.flatMap((place) => objectsAt(body, place)).slice(0, MOST)
  return objects.map((one) => Object.fromEntries(Object.entries(echo.members).map(([name, pointers]) => [name, firstAt(one, pointers)])))
}

/** A place that ends in a star stands for every entry of the list there. */
function objectsAt(body: Json, place: string): Json[] {
  const isList = place.endsWith('/*')
  const found = atPointer(body, isList ? place.slice(0, -2) : place)
  if (found === undefined || found === null) return []
  if (!isList) return [found]
  return Array.isArray(found) ? found : []
}

/** Empty texts count for nothing: the next place may know it. */
function firstAt(value: Json, pointers: readonly string[]): Json {
  for (const pointer of pointers) {
    const found = atPointer(value, pointer)
    if (found !== undefined && found !== null && found !== '') return found
  }
  return null
}
