// Generated from test-events.schema.json by `npm run gen`. Do not edit.

export interface SendTestEvent {
  /**
   * What is sent; unless said, the body of the trigger's sample.
   */
  body?: {
    [k: string]: unknown;
  };
}
export interface SentTestEvent {
  /**
   * As a sender would have been answered.
   */
  status: number;
  /**
   * Null when the flow answered by itself, or keeps what comes while it is paused.
   */
  runId: string | null;
}
