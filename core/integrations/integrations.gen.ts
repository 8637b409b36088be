// Generated from integrations.schema.json by `npm run gen`. Do not edit.

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
