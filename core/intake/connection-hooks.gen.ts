// Generated from connection-hooks.schema.json by `npm run gen`. Do not edit.

export interface ConnectionWebhook {
  /**
   * Its name in the connector.
   */
  webhook: string;
  /**
   * For the provider's settings. Never changes.
   */
  url: string;
  verification: "none" | "token" | "hmac" | "standardWebhooks";
  /**
   * Where the provider puts the proof, when it has a choice.
   */
  header: string | null;
  /**
   * Null when the provider needs none typed in.
   */
  secret: string | null;
}
export interface ConnectionWebhookList {
  items: ConnectionWebhook[];
  nextCursor: null;
}
export interface ReplaceWebhookSecret {
  /**
   * The secret that the provider made; null: make a new one.
   */
  secret: string | null;
}
export interface WebhookSecret {
  secret: string;
}
