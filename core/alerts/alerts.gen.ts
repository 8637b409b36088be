// Generated from alerts.schema.json by `npm run gen`. Do not edit.

export interface Alert {
  /**
   * The same for as long as it lasts.
   */
  id: string;
  kind: "connection_offline" | "flow_failing" | "queue_without_worker" | "queue_late" | "dead_letters";
  severity: "error" | "warning";
  /**
   * Of the connection or the flow.
   */
  subjectId: string | null;
  subjectName: string | null;
  /**
   * Runs that failed, items that wait, work that was given up.
   */
  count: number;
  since: string | null;
  reason: string | null;
}
export interface AlertList {
  items: Alert[];
  nextCursor: null;
}
export interface AlertPeriod {
  /**
   * The same each time it comes.
   */
  alertId: string;
  kind: "connection_offline" | "flow_failing" | "queue_without_worker" | "queue_late" | "dead_letters";
  severity: "error" | "warning";
  /**
   * Of the connection or the flow.
   */
  subjectId: string | null;
  subjectName: string | null;
  /**
   * The highest while it lasted.
   */
  count: number;
  reason: string | null;
  beganAt: string;
  /**
   * Null: it lasts.
   */
  endedAt: string | null;
}
export interface AlertHistory {
  items: AlertPeriod[];
  nextCursor: string | null;
}
export interface AlertHistoryQuery {
  cursor?: string;
  limit?: number;
}
