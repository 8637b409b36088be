// Generated from flow-captures.schema.json by `npm run gen`. Do not edit.

export interface TestCapture {
  state: "none" | "waiting" | "captured" | "expired";
  openUntil: string | null;
  capturedAt: string | null;
  /**
   * What expressions would see as trigger; null before it came.
   */
  sample: {
    [k: string]: unknown;
  };
}
