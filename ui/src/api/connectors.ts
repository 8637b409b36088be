import type { Json } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import { type InJson, inJson, type Narrowed, type Schema, schema, schemaOrNull } from './narrow.ts'

export type { Schema }
/** `fields` is the form of the credential; null when there is nothing to type (OAuth). */
export type ConnectorAuth = Narrowed<open.ConnectorAuth, { fields: Schema | null }>
export type ConnectorTrigger = Narrowed<open.ConnectorTrigger, { output: Schema }>
export type ConnectorAction = Narrowed<open.ConnectorAction, { input: Schema; output: Schema; sample: { input: Json; output: Json } }>
export type ConnectorResource = InJson<open.ConnectorResource>
/** `settings` is the form of what a connection is asked besides its credential; null when that is nothing. */
export type Connector = Narrowed<
  open.Connector,
  { auth: ConnectorAuth[]; settings: Schema | null; triggers: ConnectorTrigger[]; actions: ConnectorAction[] }
>

export const listConnectors = async (): Promise<{ items: Connector[] }> => ({
  items: inJson(await api.listConnectors()).items.map((connector) => ({
    ...connector,
    settings: schemaOrNull(connector.settings),
    auth: connector.auth.map((auth) => ({ ...auth, fields: schemaOrNull(auth.fields) })),
    triggers: connector.triggers.map((trigger) => ({ ...trigger, output: schema(trigger.output) })),
    actions: connector.actions.map((action) => ({
      ...action,
      input: schema(action.input),
      output: schema(action.output),
      sample: actionSample(action.sample),
    })),
  })),
})

function actionSample(sample: Json): { input: Json; output: Json } {
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) return { input: null, output: null }
  return { input: sample['input'] ?? null, output: sample['output'] ?? null }
}
