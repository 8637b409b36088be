// Generated from limits.schema.json by `npm run gen`. Do not edit.

export interface Limits {
  items: ConfiguredLimit[];
}
export interface ConfiguredLimit {
  name: "api" | "signIn" | "webhooks";
  /**
   * Requests in the window; null: no limit.
   */
  quota: number | null;
  windowSeconds: number;
  per: "callerAndEndpoint" | "addressAndWebhook";
  /**
   * Environment variable that sets it; null: it is fixed.
   */
  variable: string | null;
}
