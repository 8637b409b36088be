import type { Json } from '@tomada/sdk/flow'
import { call, path } from './client.ts'

export type ConnectionStatus = 'connected' | 'reconnect_needed' | 'untested'

export interface Connection {
  id: string
  plugin: string
  authId: string
  name: string
  accountId: string | null
  accountLabel: string | null
  status: ConnectionStatus
  statusReason: string | null
  createdAt: string
  lastTestedAt: string | null
}

export interface TestResult {
  ok: boolean
  accountLabel?: string
  reason?: string
  latencyMs: number
}

export interface OAuthApp {
  source: 'workspace' | 'installation' | 'none'
  clientId: string | null
  redirectUri: string
}

export const listConnections = () => call<{ items: Connection[]; nextCursor: string | null }>('/api/connections')
export const createConnection = (body: { plugin: string; authId: string; name: string; fields: Json }) =>
  call<Connection>('/api/connections', { method: 'POST', body })
export const startOAuth = (body: { plugin: string; authId: string; name?: string; connectionId?: string }) =>
  call<{ authorizeUrl: string }>('/api/connections/oauth/start', { method: 'POST', body })
export const testConnection = (id: string) => call<TestResult>(path('/api/connections/:id/test', { id }), { method: 'POST' })
export const renameConnection = (id: string, name: string) =>
  call<Connection>(path('/api/connections/:id', { id }), { method: 'PATCH', body: { name } })
/** Replaces what a key or password connection holds; it is tested at once. */
export const replaceFields = (id: string, fields: Json) =>
  call<Connection>(path('/api/connections/:id', { id }), { method: 'PATCH', body: { fields } })
export const deleteConnection = (id: string) => call<void>(path('/api/connections/:id', { id }), { method: 'DELETE' })
export const readOAuthApp = (plugin: string) => call<OAuthApp>(path('/api/oauth-apps/:plugin', { plugin }))
export const saveOAuthApp = (plugin: string, body: { clientId: string; clientSecret: string }) =>
  call<OAuthApp>(path('/api/oauth-apps/:plugin', { plugin }), { method: 'PUT', body })
