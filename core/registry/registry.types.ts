import type { FlowDefinition, Json } from '../../sdk/flow/definition.ts'
import type { MailEntryFile } from '../../sdk/mail-entry.gen.ts'
import type { Action, Auth, Limit, Manifest, Route as ManifestRoute, Resource, Trigger, Webhook } from '../../sdk/manifest.gen.ts'
import type { EgressRule } from '../egress/egress.types.ts'
import type { EventMapping } from './event-mapping.ts'
import type { ListTemplate } from './list-template.ts'
import type { Locale, LocalizedSchema } from './localized-schema.ts'
import type { RequestTemplate } from './request-template.ts'
import type { CompiledTemplate } from './template.ts'

/** One thing that is wrong with a connector's folder. */
export interface Fault {
  plugin: string
  /** File inside the folder, or `plugin-registry.json`. */
  file: string
  /** JSON Pointer into the file; empty for the file itself. */
  at: string
  message: string
}

/** A connector that passed every check. */
export interface LoadedPlugin {
  /** The part of the id after the `/`, and the folder's name: what flows and connections refer to. */
  name: string
  manifest: Manifest
  folder: string
  /** `data:image/svg+xml;…` */
  icon: string
  /**
   * All `.ts` entries as one script that sets `globalThis.__plugin = {'<entry path>': function}`; null when there are none. Where a
   * file holds several (a resource, a webhook), the name is `<entry path>#<part>`.
   */
  bundle: { script: string; hash: string } | null
  auth: ReadonlyMap<string, LoadedAuth>
  actions: ReadonlyMap<string, LoadedAction>
  triggers: ReadonlyMap<string, LoadedTrigger>
  resources: ReadonlyMap<string, LoadedResource>
  webhooks: ReadonlyMap<string, Webhook>
  /** Entries of the webhooks that have any, by the webhook's name. */
  webhookEntries: ReadonlyMap<string, WebhookEntries>
  /** Settings of a connection; null when the connector has none. */
  settings: LocalizedSchema | null
  templates: readonly ConnectorTemplate[]
}

/** A flow to start from. Its connections are empty texts. */
export interface ConnectorTemplate {
  id: string
  name: { en: string; 'pt-BR': string }
  description: { en: string; 'pt-BR': string }
  plugins: string[]
  definition: FlowDefinition
  demo?: { plugin: string; scenario: string }
}

export interface LoadedAuth {
  declared: Auth
  /** What a person types; null when there is nothing to type. */
  fields: LocalizedSchema | null
}

export type CallTier = { kind: 'template'; template: RequestTemplate } | { kind: 'handler'; entry: string }

/** What the connector's driver does in its open session. */
export type DriverTier = { kind: 'driver'; call: string }

/** An action may also be done by the host itself, over SMTP or IMAP, or by the connector's driver. */
export type ActionTier = CallTier | { kind: 'mail'; operation: MailEntryFile['mail'] } | DriverTier
export type TriggerTier = { kind: 'mapping'; mapping: EventMapping } | { kind: 'handler'; entry: string }

export type ListTier = { kind: 'template'; template: ListTemplate } | { kind: 'handler'; entry: string }

export interface LoadedResource {
  declared: Resource
  /** Of one record. */
  schema: LocalizedSchema
  sample: Json
  list: ListTier | DriverTier
  /** Reads one record: a template over `input.key`, a handler, or the driver. */
  detail: { when: NonNullable<Resource['detail']>['when']; tier: CallTier | DriverTier } | null
  hub: LoadedHub | null
}

/** The entity that a record also is. */
export interface LoadedHub {
  entity: NonNullable<Resource['hub']>['entity']
  map: CompiledTemplate
  /** Members that are lists, such as the lines of an order: which list of the record, and the template of one over `item`. */
  lists: ReadonlyArray<{ member: string; each: string; map: CompiledTemplate }>
  /** The provider's words for the states of an order, each with ours. */
  statuses: Readonly<Record<string, string>> | null
}

/** What a webhook's entries do at the provider; null where the manifest declares none. */
export interface WebhookEntries {
  /** Input `{address, topics, id}`; output `{id, expiresAt?}`. */
  subscribe: CallTier | null
  /** Input `{address, id}`. */
  unsubscribe: CallTier | null
  /** Deliveries that did not arrive. */
  missed: ListTier | null
  /** What a message must be that a signed-in caller hands in; the first one whose condition holds. */
  bodies: ReadonlyArray<{ schema: LocalizedSchema; when: { setting: string; equals: string | number | boolean } | null }>
}

export interface LoadedAction {
  declared: Action
  tier: ActionTier
  input: LocalizedSchema
  output: LocalizedSchema
  sample: { input: Json; output: Json }
  lookup: ActionLookup | null
  writes: ActionWrites | null
}

/** What of a stored record an action changes; templates over `input`. */
export interface ActionWrites {
  resource: string
  key: CompiledTemplate
  /** Members of the hub entity. */
  set: CompiledTemplate
  /** Null: stock is not kept in several places. */
  location: CompiledTemplate | null
}

/** How `lookupFirst` finds what an earlier call left behind. */
export interface ActionLookup {
  action: string
  input: CompiledTemplate
  /** JSON Pointer into the look-up's output. */
  found: string
  output: CompiledTemplate
}

export interface LoadedTrigger {
  declared: Trigger
  tier: TriggerTier
  output: LocalizedSchema
  sample: Json
}

/** A resource as `GET /api/connectors` shows it, texts in one language. */
export interface ResourceView {
  name: string
  displayName: string
  description: string
  /** JSON Pointers into a record: its key, and what a person calls it. */
  key: string
  title: string | null
  schema: Json
  sample: Json
  fields: Array<{
    name: string
    displayName: string
    type: Resource['fields'][string]['type']
    timezone: string | null
    filter: boolean
    sort: boolean
    search: boolean
    options: Array<{ value: string; displayName: string }>
  }>
  view: {
    kind: 'grid' | 'record' | 'inbox'
    icon: string | null
    columns: string[]
    status: string | null
    actions: Array<{
      name: string
      displayName: string
      effect: Action['effect']
      when: { field: string; in: string[] } | null
      /** Fields that it begins with and changes. */
      edits: string[]
    }>
    lists: Array<{
      displayName: string
      pointer: string
      columns: Array<{ pointer: string; type: Resource['fields'][string]['type']; displayName: string }>
    }>
    inbox: {
      open: { field: string; equals: string }
      askedAt: string
      reply: string
      replyInput: string
      text: string
      answer: string | null
      targetSeconds: number | null
    } | null
  }
  stats: {
    groupBy: string[]
    sums: string[]
    day: string | null
    duration: { from: string; to: string; targetSeconds: number } | null
    timezone: string | null
  } | null
  parent: string | null
  hub: NonNullable<Resource['hub']>['entity'] | null
  canReadOne: boolean
  isIncremental: boolean
  hasWebhook: boolean
  intervalSeconds: number
}

/** A connector as `GET /api/connectors` shows it, texts in one language. */
export interface ConnectorView {
  name: string
  version: string
  displayName: string
  description: string
  icon: string
  categories: string[]
  keywords: string[]
  hosts: Array<{ host: string; reason: string }>
  auth: Array<{
    id: string
    type: Auth['type']
    displayName: string
    description: string | null
    fields: Json
    app: boolean
    pairing: string[]
    notice: string | null
  }>
  /** JSON Schema of a connection's settings; null when it has none. */
  settings: Json
  resources: ResourceView[]
  triggers: Array<{ name: string; displayName: string; description: string; kind: string; output: Json; sample: Json }>
  actions: Array<{
    name: string
    displayName: string
    description: string
    effect: Action['effect']
    /** Lanes that a step of this action has, beside going on. */
    outcomes: Array<{ name: string; displayName: string }>
    input: Json
    output: Json
    sample: Json
  }>
}

/**
 * Answers "which connector, action, trigger is this?" Knows none by name. Look-ups by names from outside use own keys only
 * (security.md C29) and answer null; the `…Of` forms throw AppError `not_found`.
 */
export interface Registry {
  /** Another number after a connector was loaded again; never changes outside of development. */
  revision(): number
  names(): string[]
  connectors(locale: Locale): ConnectorView[]
  connector(name: string, locale: Locale): ConnectorView | null
  plugin(name: string): LoadedPlugin | null
  pluginOf(name: string): LoadedPlugin
  auth(plugin: string, authId: string): LoadedAuth | null
  authOf(plugin: string, authId: string): LoadedAuth
  action(plugin: string, action: string): LoadedAction | null
  actionOf(plugin: string, action: string): LoadedAction
  trigger(plugin: string, trigger: string): LoadedTrigger | null
  resource(plugin: string, resource: string): LoadedResource | null
  resourceOf(plugin: string, resource: string): LoadedResource
  resources(): Array<{ plugin: string; resource: LoadedResource }>
  /** Null for a webhook that nobody declared; entries are null where there is no code. */
  webhookEntries(plugin: string, webhook: string): WebhookEntries | null
  /** Null when the connector has no settings. */
  settings(plugin: string): LocalizedSchema | null
  /** Hosts and methods the connector may call; for the broker. Empty for an unknown connector: nothing is allowed. */
  egressRules(plugin: string): readonly EgressRule[]
  /** Of the addresses that the operator named in environment variables. */
  operatorOrigins(): string[]
  limits(plugin: string): readonly Limit[]
  webhooks(): Array<{ plugin: string; webhook: Webhook }>
  triggers(): Array<{ plugin: string; trigger: LoadedTrigger }>
  routes(): Array<{ plugin: string; route: ManifestRoute }>
  templates(): ConnectorTemplate[]
  /** Environment variables that any connector reads, sorted. */
  envNames(): string[]
}
