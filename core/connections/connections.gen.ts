// Generated from connections.schema.json by `npm run gen`. Do not edit.

export type PluginName = string;
export type AuthName = string;
export type ConnectionId = string;
export type ConnectionName = string;

/**
 * What the connector's scheme asks for; checked by that scheme's own schema. Never given back.
 */
export interface ConnectionFields {
  [k: string]: unknown;
}
/**
 * What the connector asks about a connection besides its credential; checked by the connector's own schema.
 */
export interface ConnectionSettings {
  [k: string]: string | number | boolean;
}
export interface Connection {
  id: string;
  plugin: string;
  authId: string;
  name: string;
  /**
   * The provider's id of the account; null until a test has read it.
   */
  accountId: string | null;
  accountLabel: string | null;
  status: "connected" | "reconnect_needed" | "untested";
  /**
   * Why it is not in order, as a sentence in the caller's language.
   */
  statusReason: string | null;
  createdAt: string;
  lastTestedAt: string | null;
  settings: ConnectionSettings;
}
export interface ConnectionDetail {
  id: string;
  plugin: string;
  authId: string;
  name: string;
  /**
   * The provider's id of the account; null until a test has read it.
   */
  accountId: string | null;
  accountLabel: string | null;
  status: "connected" | "reconnect_needed" | "untested";
  /**
   * Why it is not in order, as a sentence in the caller's language.
   */
  statusReason: string | null;
  createdAt: string;
  lastTestedAt: string | null;
  settings: ConnectionSettings;
  /**
   * What was typed to connect. A secret is only said to be there.
   */
  fields: {
    name: string;
    isSecret: boolean;
    value: string;
  }[];
}
export interface ConnectionList {
  items: Connection[];
  nextCursor: string | null;
}
export interface CreateConnection {
  plugin: PluginName;
  authId: AuthName;
  name: ConnectionName;
  fields: ConnectionFields;
  settings?: ConnectionSettings;
}
export interface ChangeConnection {
  name?: ConnectionName;
  fields?: ConnectionFields;
  settings?: ConnectionSettings;
}
export interface ConnectionTest {
  ok: boolean;
  accountLabel?: string;
  reason?: string;
  latencyMs: number;
}
export interface StartOAuth {
  plugin: PluginName;
  authId: AuthName;
  name?: ConnectionName;
  connectionId?: ConnectionId;
  settings?: ConnectionSettings;
}
export interface OAuthStarted {
  /**
   * The provider's consent page, for a browser window.
   */
  authorizeUrl: string;
}
export interface OAuthCallbackQuery {
  code?: string;
  state?: string;
  error?: string;
  error_description?: string;
  [k: string]: unknown;
}
export interface SaveOAuthApp {
  clientId: string;
  clientSecret: string;
  /**
   * For this workspace (unless said), or for all that have none of their own: owners of the first workspace only.
   */
  scope?: "workspace" | "installation";
}
export interface OAuthAppState {
  source: "workspace" | "installation" | "none";
  clientId: string | null;
  /**
   * To be registered at the provider, to the letter.
   */
  redirectUri: string;
  /**
   * Why people would not come back from the provider's page, as a sentence in the caller's language.
   */
  redirectProblem: string | null;
  /**
   * The problem is certain: nobody is sent to the provider until it is solved.
   */
  isBlocked: boolean;
  mayChangeInstallation: boolean;
}
export interface WhichOAuthApp {
  /**
   * The way to connect whose application it is; the connector's first one with an application unless said.
   */
  auth?: string;
}
export interface RemoveOAuthApp {
  scope?: "workspace" | "installation";
  /**
   * See the same parameter of getOAuthApp.
   */
  auth?: string;
}
