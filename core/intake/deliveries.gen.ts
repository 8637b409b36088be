// Generated from deliveries.schema.json by `npm run gen`. Do not edit.

export interface Delivery {
  id: string;
  receivedAt: string;
  /**
   * `flow:<id>` or `<connector>/<webhook>`.
   */
  source: string;
  verdict: "accepted" | "duplicate" | "bad_signature" | "unmatched" | "quarantined";
  dedupeKey: string | null;
  runIds: string[];
  topic: string | null;
  /**
   * Null: its events were known before it was answered. Else what the job makes of it.
   */
  mapping: null | Mapping;
  method?: string;
  query?: string;
  headers?: {
    [k: string]: string;
  };
  /**
   * The raw body. Bytes that are no text are base64 after `base64:`.
   */
  body?: string;
  timeline?: Stage[];
}
export interface Mapping {
  status: "waiting" | "mapped" | "failed";
  tries: number;
  /**
   * Why the last try failed. Waiting: it is tried again.
   */
  error: string | null;
}
export interface Stage {
  at: string;
  what: "received" | "deduplicated" | "stored" | "queued" | "fetched" | "processed";
  runId: string | null;
  detail: number | string | null;
}
export interface DeliveryList {
  items: Delivery[];
  nextCursor: string | null;
}
export interface DeliveryQuery {
  flowId?: string;
  /**
   * Only what this connector received.
   */
  plugin?: string;
  /**
   * `unmatched`: no connection has the account that it is about.
   */
  verdict?: "accepted" | "bad_signature" | "unmatched" | "quarantined";
  cursor?: string;
  limit?: number;
}
