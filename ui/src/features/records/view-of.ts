import type { Connector, ConnectorResource } from '#lib/api/connectors.ts'
import type { StoredRecord } from '#lib/api/resources.ts'

/** How a connector wants records of a resource to be shown, and what it offers on them. */
export type RecordView = ConnectorResource['view']
export type ViewAction = RecordView['actions'][number]
export type InboxView = NonNullable<RecordView['inbox']>

export function viewOf(connectors: readonly Connector[], plugin: string, resource: string): RecordView | undefined {
  return connectors.find(({ name }) => name === plugin)?.resources.find(({ name }) => name === resource)?.view
}

/** Whether an action is offered on this record; the server says the same, with the reason. */
export function isOffered({ when }: Pick<ViewAction, 'when'>, { fields, deletedAt }: Pick<StoredRecord, 'fields' | 'deletedAt'>): boolean {
  if (deletedAt !== null) return false
  return when === null || when.in.includes(String(fields[when.field] ?? ''))
}
