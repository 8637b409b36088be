// Generated from integrations.schema.json by `npm run gen`. Do not edit.

export type EventName = "integration.connected" | "integration.disconnected" | "integration.error";

export interface Integration {
  id: string;
  /**
   * Name of the connector, as it is in its manifest.
   */
  connector: string;
  /**
   * Which of the connector's ways to sign in it uses.
   */
  auth: string;
  name: string;
  /**
   * Whose account it is, as the provider calls it.
   */
  account: string | null;
  state: "connected" | "reconnect_needed" | "untested";
  /**
   * Why it is not in order, as a sentence in the caller's language.
   */
  reason: string | null;
  settings: {
    [k: string]: string | number | boolean;
  };
  createdAt: string;
  lastTestedAt: string | null;
  /**
   * When records were last brought up to date.
   */
  lastSyncAt: string | null;
}
export interface IntegrationList {
  items: Integration[];
  nextCursor: null;
}
export interface IntegrationDetail {
  integration: Integration;
  /**
   * What was typed to connect, by the names of the connector's form; secrets are masked. Empty where somebody signed in at the provider.
   */
  credentials: {
    [k: string]: string;
  };
}
export interface NewIntegration {
  connector: string;
  auth: string;
  name: string;
  /**
   * As the connector's form names them. Never given back.
   */
  credentials: {
    [k: string]: unknown;
  };
  settings?: {
    [k: string]: string | number | boolean;
  };
}
export interface IntegrationChange {
  name?: string;
  /**
   * Only those that change; the others stay. Tested at once.
   */
  credentials?: {
    [k: string]: unknown;
  };
  settings?: {
    [k: string]: string | number | boolean;
  };
}
export interface RemoveQuery {
  /**
   * Also when published flows use it: those are paused first.
   */
  force?: boolean;
}
export interface EventQuery {
  event?: EventName;
  integrationId?: string;
  cursor?: string;
  limit?: number;
}
/**
 * What happened, as subscribers are told it.
 */
export interface Event {
  /**
   * The same however often it is told.
   */
  id: string;
  event: EventName;
  timestamp: string;
  tenant_id: string;
  data: {
    connection_id: string;
    connector: string;
    name: string;
    account: string | null;
    cause: {
      /**
       * `removed`, `sync_failed`, or why the account needs a person, such as `grant_revoked`.
       */
      code: string;
      /**
       * The provider's own words, without any secret.
       */
      message: string | null;
    } | null;
  };
}
export interface EventList {
  items: Event[];
  nextCursor: string | null;
}
