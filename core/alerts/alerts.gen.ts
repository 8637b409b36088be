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
  /**
   * Somebody does not want to be reminded of it.
   */
  mute: AlertMute | null;
}
export interface AlertMute {
  /**
   * The kind, and the source after a colon when it is of one source only.
   */
  id: string;
  kind: "connection_offline" | "flow_failing" | "queue_without_worker" | "queue_late" | "dead_letters";
  /**
   * The connection or the flow; null: all of the kind.
   */
  subjectId: string | null;
  /**
   * As an alert of it was called last.
   */
  subjectName: string | null;
  /**
   * Null: until somebody ends it.
   */
  until: string | null;
  mutedBy: {
    userId: string;
    /**
     * Null: of a user who is gone.
     */
    name: string | null;
  };
  mutedAt: string;
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
export interface AlertMuteList {
  items: AlertMute[];
  nextCursor: null;
}
export interface MuteAlerts {
  kind: "connection_offline" | "flow_failing" | "queue_without_worker" | "queue_late" | "dead_letters";
  /**
   * The connection or the flow; null: all of the kind.
   */
  subjectId: string | null;
  /**
   * Null: until somebody ends it.
   */
  minutes: number | null;
}
