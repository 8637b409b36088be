import type { Json } from '../../sdk/flow/definition.ts'
import type { HookRoute, MappingPace, PluginWebhook } from '../intake/intake.types.ts'
import type { FlowSource, RunStart } from '../runs/engine.types.ts'

/** Whether a trigger listens to deliveries with this topic. A webhook without topics speaks to all its triggers. */
function isFor(trigger: PluginWebhook['triggers'][number], topic: string | null): boolean {
  return topic === null || trigger.topics.includes(topic)
}

/**
 * The runs that one delivery starts in one workspace: for each of its connections and each trigger of the topic, the event
 * that the trigger makes of the body, once for every published flow that listens there.
 */
export async function startsFor(
  hook: PluginWebhook,
  topic: string | null,
  body: Json,
  connections: readonly HookRoute[],
  flows: FlowSource,
  pace: MappingPace,
): Promise<RunStart[]> {
  const starts: RunStart[] = []
  for (const trigger of hook.triggers.filter((each) => isFor(each, topic))) {
    let data: Json | undefined
    for (const { tenantId, connectionId } of connections) {
      const listening = await flows.publishedForTrigger(tenantId, hook.plugin, trigger.name, connectionId)
      if (listening.length === 0) continue
      data ??= trigger.map.kind === 'mapping' ? trigger.map.apply(body) : await trigger.map.run(body, pace)
      // Null: the trigger says that this delivery is none of its events.
      if (data === null) break
      for (const flow of listening) starts.push({ flow, trigger: 'connector', data, storeData: true, isKept: flow.isPaused === true })
    }
  }
  return starts
}
