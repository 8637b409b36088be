// Generated from registry.schema.json by `npm run gen`. Do not edit.

export interface ConnectorParams {
  name: string;
}
export interface ConnectorList {
  items: Connector[];
  nextCursor: string | null;
}
export interface Connector {
  /**
   * What flows and connections refer to.
   */
  name: string;
  version: string;
  displayName: string;
  description: string;
  /**
   * SVG as a data URL.
   */
  icon: string;
  categories: string[];
  /**
   * What people look for it by, in both languages.
   */
  keywords: string[];
  /**
   * Where its requests may go, and why.
   */
  hosts: {
    host: string;
    reason: string;
  }[];
  auth: ConnectorAuth[];
  triggers: ConnectorTrigger[];
  actions: ConnectorAction[];
}
export interface ConnectorAuth {
  id: string;
  type: "none" | "apiKey" | "basic" | "bearer" | "oauth2";
  displayName: string;
  description: string | null;
  /**
   * JSON Schema of what a person types; null when there is nothing to type.
   */
  fields: {
    [k: string]: unknown;
  };
  /**
   * Whether an OAuth app must be set up first.
   */
  app: boolean;
}
export interface ConnectorTrigger {
  name: string;
  displayName: string;
  description: string;
  kind: string;
  /**
   * JSON Schema of the event's data.
   */
  output: {
    [k: string]: unknown;
  };
  /**
   * Example of the event's data.
   */
  sample: {
    [k: string]: unknown;
  };
}
export interface ConnectorAction {
  name: string;
  displayName: string;
  description: string;
  effect: "read" | "create" | "update" | "delete" | "send";
  /**
   * Lanes that a step of this action has, beside going on.
   */
  outcomes: {
    name: string;
    displayName: string;
  }[];
  /**
   * JSON Schema.
   */
  input: {
    [k: string]: unknown;
  };
  /**
   * JSON Schema.
   */
  output: {
    [k: string]: unknown;
  };
  /**
   * {input, output}
   */
  sample: {
    [k: string]: unknown;
  };
}
