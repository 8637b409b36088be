import type { Json } from '@tomada/sdk/flow'
import { call } from './client.ts'

/** JSON Schema 2020-12 as a manifest writes it; texts are already in the reader's language. */
export type Schema = { [key: string]: unknown }

export interface ConnectorAuth {
  id: string
  type: 'none' | 'apiKey' | 'basic' | 'bearer' | 'oauth2'
  displayName: string
  description?: string | null
  /** Form of the credential; null when there is nothing to type (OAuth). */
  fields: Schema | null
  /** True when an OAuth application (client id and secret) is needed first. */
  app: boolean
}

export interface ConnectorTrigger {
  name: string
  displayName: string
  description: string
  kind: string
  output: Schema
  sample: Json
}

export interface ConnectorAction {
  name: string
  displayName: string
  description: string
  effect: 'read' | 'create' | 'update' | 'delete' | 'send'
  input: Schema
  output: Schema
  sample: { input: Json; output: Json }
}

export interface Connector {
  name: string
  version: string
  displayName: string
  description: string
  icon: string | null
  categories: string[]
  /** What people look for it by, in both languages. */
  keywords?: string[]
  /** Where its requests may go, and why. */
  hosts?: Array<{ host: string; reason: string }>
  auth: ConnectorAuth[]
  triggers: ConnectorTrigger[]
  actions: ConnectorAction[]
}

export const listConnectors = () => call<{ items: Connector[] }>('/api/connectors')
