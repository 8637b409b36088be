import type { Json } from '../../sdk/flow/definition.ts'
import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { NewHint } from '../runs/run-write.types.ts'
import { textOf } from './dedupe-key.ts'
import type { HookRoute, PluginWebhook } from './intake.types.ts'

/** As long as a stored record's key may be. */
const MAX_KEY = 300

/**
 * Records that a delivery says to read again, for each of its connections: those of the resources that list its topic. A webhook
 * without topics speaks of all its resources.
 */
export function hintsOf(hook: PluginWebhook, topic: string | null, body: Json, connections: readonly HookRoute[], clock: Clock): NewHint[] {
  return (hook.resources ?? []).flatMap(({ name, topics, deletedTopics, keyBy }) => {
    const isDelete = topic !== null && deletedTopics.includes(topic)
    if (topic !== null && !isDelete && !topics.includes(topic)) return []
    const key = keyBy.map((pointer) => keyOf(atPointer(body, pointer))).find((one) => one !== null)
    if (key === undefined) return []
    return connections.map(({ connectionId }) => {
      return { id: newId('hnt', clock.now()), connectionId, plugin: hook.plugin, resource: name, key, topic, isDelete }
    })
  })
}

/** `/orders/123` and `123` and 123 are record 123. Null: the delivery names none. */
function keyOf(value: Json | undefined): string | null {
  const text = textOf(value)
  if (text === null) return null
  const path = text.split(/[?#]/, 1)[0] ?? ''
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  const key = last.replaceAll('\u0000', '').toWellFormed()
  return key === '' || key.length > MAX_KEY ? null : key
}
