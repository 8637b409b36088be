import { m } from '#lib/paraglide/messages.js'

const NAMES = new Map<string, () => string>([
  ['alerts.find-workspaces', m.queues_name_alerts_find_workspaces],
  ['alerts.watch', m.queues_name_alerts_watch],
  ['connections.keep-tokens', m.queues_name_connections_keep_tokens],
  ['data-store.sweep-rows', m.queues_name_data_store_sweep_rows],
  ['drivers.rotate-entries', m.queues_name_drivers_rotate_entries],
  ['egress.sweep-quotas', m.queues_name_egress_sweep_quotas],
  ['events.start-resource-runs', m.queues_name_events_start_resource_runs],
  ['exports.sweep-exports', m.queues_name_exports_sweep_exports],
  ['exports.write-export', m.queues_name_exports_write_export],
  ['flows.rotate-hook-secrets', m.queues_name_flows_rotate_hook_secrets],
  ['identity.sweep-sessions', m.queues_name_identity_sweep_sessions],
  ['intake.find-subscriptions', m.queues_name_intake_find_subscriptions],
  ['intake.keep-subscriptions', m.queues_name_intake_keep_subscriptions],
  ['intake.map-delivery', m.queues_name_intake_map_delivery],
  ['intake.rotate-connection-hooks', m.queues_name_intake_rotate_connection_hooks],
  ['intake.sweep-unmapped', m.queues_name_intake_sweep_unmapped],
  ['queue.sweep-calls', m.queues_name_queue_sweep_calls],
  ['record-views.sweep-edits', m.queues_name_record_views_sweep_edits],
  ['resources.build-indexes', m.queues_name_resources_build_indexes],
  ['resources.fill-columns', m.queues_name_resources_fill_columns],
  ['resources.sweep-changes', m.queues_name_resources_sweep_changes],
  ['retention.apply-retention', m.queues_name_retention_apply_retention],
  ['runs.bulk', m.queues_name_runs_bulk],
  ['runs.execute', m.queues_name_runs_execute],
  ['runs.make-partitions', m.queues_name_runs_make_partitions],
  ['runs.sweep', m.queues_name_runs_sweep],
  ['step-cache.sweep-cache', m.queues_name_step_cache_sweep_cache],
  ['sync.read-hints', m.queues_name_sync_read_hints],
  ['sync.run-slice', m.queues_name_sync_run_slice],
  ['sync.start-existing', m.queues_name_sync_start_existing],
  ['sync.sweep-missed', m.queues_name_sync_sweep_missed],
  ['sync.sweep-old', m.queues_name_sync_sweep_old],
  ['table-imports.run-import', m.queues_name_table_imports_run_import],
  ['table-imports.sweep-imports', m.queues_name_table_imports_sweep_imports],
  ['tasks.attend-tasks', m.queues_name_tasks_attend_tasks],
  ['tasks.find-due', m.queues_name_tasks_find_due],
])

/** What a queue of Tomada itself does, in words; its technical name where there are none. */
export function queueName(queue: string): string {
  return NAMES.get(queue)?.() ?? queue
}
