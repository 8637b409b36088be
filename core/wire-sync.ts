import type { ActionsOptions } from './actions/actions.service.ts'
import { tellTrouble } from './connections/status-events.ts'
import { createHubKeeper, withHub } from './hub/hub-keeper.ts'
import { hubMappings } from './hub/hub-mappings.ts'
import type { PluginWebhookSource } from './intake/intake.types.ts'
import type { PluginHooks } from './intake/plugin-hook.service.ts'
import type { Database } from './platform/db.ts'
import type { Logger } from './platform/logger.ts'
import type { Queue } from './platform/queue.ts'
import type { Changes } from './realtime/changes.ts'
import { openResourceOperations } from './resources/operations/operations.service.ts'
import { openWebhookCalls } from './resources/operations/webhook-calls.ts'
import { createRecordWriter } from './resources/record-writer.ts'
import type { RecordReader } from './resources/resources.types.ts'
import type { DeclaredResources } from './resources/tables/resource-plan.ts'
import { type OpenedSync, type OpenSyncOptions, openSync } from './sync/open-sync.ts'
import type { MissedSource } from './sync/sweep-missed.job.ts'
import type { ResourceSource } from './sync/sync.types.ts'

export interface WireSyncOptions extends Pick<OpenSyncOptions, 'engine' | 'flows' | 'works' | 'keepDays'> {
  db: Database
  queue: Queue
  logger: Logger
  changes: Changes
  /** What every capability of a connector is carried out with. */
  capabilities: ActionsOptions
  declared: DeclaredResources
  reader: RecordReader
  webhooks: PluginWebhookSource
  pluginHooks: Pick<PluginHooks, 'takeIn'>
}

/** The sync with everything it stands on: what connectors declare, how it is read and stored, and who is told. */
export async function wireSync(options: WireSyncOptions): Promise<OpenedSync> {
  const { capabilities, changes, declared, webhooks, pluginHooks, db, queue, logger, engine, flows, works, keepDays } = options
  const { clock } = capabilities
  const records = createRecordWriter({ resources: declared, clock, changed: (tenantId, id) => changes.tell(tenantId, 'records', [id]) })
  const sync = await openSync({
    db,
    queue,
    logger,
    clock,
    engine,
    flows,
    works,
    keepDays,
    reader: options.reader,
    operations: openResourceOperations(capabilities),
    writer: withHub(records, createHubKeeper({ mappings: hubMappings(capabilities.registry), clock })),
    resources: resourceSource(declared),
    missed: missedSource(webhooks, openWebhookCalls(capabilities), pluginHooks),
    changed: (tenantId, connectionId) => changes.tell(tenantId, 'sync', [connectionId]),
    trouble: tellTrouble,
  })
  // Who connects or reconnects an account waits for it: the loop would come to it seconds later.
  changes.onChange((tenantId, { topic, ids }) => {
    if (works && topic === 'connections' && ids !== 'many') void sync.attend(tenantId, ids)
  })
  if (works) sync.loop.start()
  return sync
}

function resourceSource(declared: DeclaredResources): ResourceSource {
  return {
    plugins: () => [...new Set(declared.all().map((each) => each.plugin))],
    resource: (plugin, name) => declared.find(plugin, name)?.declared ?? null,
    resourcesOf: (plugin) => declared.all().flatMap((each) => (each.plugin === plugin ? [each.declared] : [])),
  }
}

function missedSource(
  webhooks: PluginWebhookSource,
  calls: ReturnType<typeof openWebhookCalls>,
  hooks: Pick<PluginHooks, 'takeIn'>,
): MissedSource {
  return {
    of: (plugin) =>
      webhooks
        .ofPlugin(plugin)
        .flatMap(({ webhook }) =>
          webhook.missed === undefined ? [] : [{ webhook: webhook.name, everySeconds: webhook.missed.everySeconds }],
        ),
    ask: (ref, page) => calls.missed(ref, page),
    async takeIn(plugin, webhook, body, route) {
      const hook = webhooks.byName(plugin, webhook)
      if (hook !== null) await hooks.takeIn(hook, body, route)
    },
  }
}
