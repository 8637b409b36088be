import type { Json } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { Connection, ConnectionTest, ConnectionWebhook, OAuthAppState, SaveOAuthApp, StartOAuth } from './generated/types.gen.ts'
import { formFields } from './narrow.ts'

export type { Connection, ConnectionWebhook }
export type ConnectionStatus = Connection['status']
export type TestResult = ConnectionTest
export type OAuthApp = OAuthAppState

export const listConnections = () => api.listConnections()
export const createConnection = ({ fields, ...body }: { plugin: string; authId: string; name: string; fields: Json }) =>
  api.createConnection({ body: { ...body, fields: formFields(fields) } })
export const startOAuth = (body: StartOAuth) => api.startOAuth({ body })
export const testConnection = (id: string) => api.testConnection({ path: { id } })
export const renameConnection = (id: string, name: string) => api.changeConnection({ path: { id }, body: { name } })
/** Replaces what a key or password connection holds; it is tested at once. */
export const replaceFields = (id: string, fields: Json) => api.changeConnection({ path: { id }, body: { fields: formFields(fields) } })
export const deleteConnection = (id: string) => api.deleteConnection({ path: { id } })
export const readOAuthApp = (plugin: string) => api.getOAuthApp({ path: { plugin } })
export const saveOAuthApp = (plugin: string, body: SaveOAuthApp) => api.saveOAuthApp({ path: { plugin }, body })
/** Addresses and secrets for the provider's settings; none when the connector needs none of a connection's own. */
export const listConnectionWebhooks = (id: string) => api.listConnectionWebhooks({ path: { id } })
/** `secret` null: a new one is made. The old one stops working at once. */
export const replaceWebhookSecret = (id: string, webhook: string, secret: string | null) =>
  api.replaceConnectionWebhookSecret({ path: { id, webhook }, body: { secret } })
