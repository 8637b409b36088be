import type { Json } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { Connection, ConnectionTest, ConnectionWebhook, OAuthAppState, SaveOAuthApp, StartOAuth } from './generated/types.gen.ts'
import { formFields, formSettings } from './narrow.ts'

export type { Connection, ConnectionWebhook }
export type ConnectionStatus = Connection['status']
export type TestResult = ConnectionTest
export type OAuthApp = OAuthAppState

export const listConnections = () => api.listConnections()
export const createConnection = ({
  fields,
  settings,
  ...body
}: {
  plugin: string
  authId: string
  name: string
  fields: Json
  settings?: Json
}) =>
  api.createConnection({
    body: { ...body, fields: formFields(fields), ...(settings === undefined ? {} : { settings: formSettings(settings) }) },
  })
export const startOAuth = (body: StartOAuth) => api.startOAuth({ body })
export const testConnection = (id: string) => api.testConnection({ path: { id } })
/** Settings replace those that it has. */
export const changeConnection = (id: string, { name, settings }: { name?: string; settings?: Json }) =>
  api.changeConnection({
    path: { id },
    body: { ...(name === undefined ? {} : { name }), ...(settings === undefined ? {} : { settings: formSettings(settings) }) },
  })
/** Replaces what a key or password connection holds; it is tested at once. */
export const replaceFields = (id: string, fields: Json) => api.changeConnection({ path: { id }, body: { fields: formFields(fields) } })
export const deleteConnection = (id: string) => api.deleteConnection({ path: { id } })
/** `auth`: the way to connect whose application it is. */
export const readOAuthApp = (plugin: string, auth: string) => api.getOAuthApp({ path: { plugin }, query: { auth } })
export const removeOAuthApp = (plugin: string, auth: string) => api.removeOAuthApp({ path: { plugin }, query: { auth } })
export const saveOAuthApp = (plugin: string, auth: string, body: SaveOAuthApp) =>
  api.saveOAuthApp({ path: { plugin }, query: { auth }, body })
/** Addresses and secrets for the provider's settings; none when the connector needs none of a connection's own. */
export const listConnectionWebhooks = (id: string) => api.listConnectionWebhooks({ path: { id } })
/** `secret` null: a new one is made. The old one stops working at once. */
export const replaceWebhookSecret = (id: string, webhook: string, secret: string | null) =>
  api.replaceConnectionWebhookSecret({ path: { id, webhook }, body: { secret } })
