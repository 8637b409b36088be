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
  /**
   * JSON Schema of a connection's settings; null when it has none.
   */
  settings: {
    [k: string]: unknown;
  };
  resources: ConnectorResource[];
  triggers: ConnectorTrigger[];
  actions: ConnectorAction[];
}
export interface ConnectorAuth {
  id: string;
  type: "none" | "apiKey" | "basic" | "bearer" | "oauth2" | "clientCredentials" | "session" | "custom" | "mail";
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
  /**
   * How a person may link the account in an open session; empty when it is not linked that way.
   */
  pairing: ("qr" | "code")[];
  /**
   * What people are told before they connect, and agree to.
   */
  notice: string | null;
}
export interface ConnectorResource {
  name: string;
  displayName: string;
  description: string;
  /**
   * JSON Pointer into a record.
   */
  key: string;
  /**
   * JSON Pointer into a record: what a person calls it.
   */
  title: string | null;
  /**
   * JSON Schema of a record.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Example of a record.
   */
  sample: {
    [k: string]: unknown;
  };
  /**
   * What lists filter, sort and search by.
   */
  fields: ConnectorField[];
  view: ConnectorResourceView;
  /**
   * Figures that are kept; null when there are none.
   */
  stats: ConnectorResourceStats | null;
  parent: string | null;
  /**
   * The canonical entity that a record also is.
   */
  hub: "product" | "order" | "customer" | "inventory" | null;
  canReadOne: boolean;
  isIncremental: boolean;
  hasWebhook: boolean;
  intervalSeconds: number;
}
export interface ConnectorField {
  name: string;
  displayName: string;
  type: "text" | "integer" | "decimal" | "boolean" | "date" | "timestamp";
  timezone: string | null;
  filter: boolean;
  sort: boolean;
  search: boolean;
  /**
   * What the values mean.
   */
  options: {
    value: string;
    displayName: string;
  }[];
}
export interface ConnectorResourceView {
  kind: "grid" | "record" | "inbox";
  icon: string | null;
  /**
   * Names of fields.
   */
  columns: string[];
  status: string | null;
  /**
   * Offered on a record.
   */
  actions: {
    name: string;
    displayName: string;
    effect: "read" | "create" | "update" | "delete" | "send";
    /**
     * Only on records whose field has one of these values.
     */
    when: null | {
      field: string;
      in: string[];
    };
    /**
     * Fields that it begins with and changes.
     */
    edits: string[];
  }[];
  /**
   * Lists within a record, shown as tables.
   */
  lists: {
    displayName: string;
    /**
     * JSON Pointer into a record.
     */
    pointer: string;
    columns: {
      /**
       * JSON Pointer into an entry.
       */
      pointer: string;
      type: "text" | "integer" | "decimal" | "boolean" | "date" | "timestamp";
      /**
       * ISO 4217 code of an amount of money.
       */
      currency?: string;
      /**
       * What the values mean; empty when any value may come.
       */
      options: {
        value: string;
        displayName: string;
      }[];
      displayName: string;
    }[];
  }[];
  /**
   * Of an inbox only.
   */
  inbox: ConnectorInbox | null;
}
export interface ConnectorInbox {
  open: {
    field: string;
    equals: string;
  };
  askedAt: string;
  /**
   * Name of the action that answers.
   */
  reply: string;
  /**
   * Its input that takes the answer.
   */
  replyInput: string;
  /**
   * JSON Pointer into a record.
   */
  text: string;
  answer: string | null;
  targetSeconds: number | null;
}
export interface ConnectorResourceStats {
  groupBy: string[];
  sums: string[];
  day: string | null;
  duration: ConnectorDuration | null;
  timezone: string | null;
}
export interface ConnectorDuration {
  from: string;
  to: string;
  targetSeconds: number;
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
