// Generated from dashboards.schema.json by `npm run gen`. Do not edit.

export interface DashboardQuery {
  /**
   * Local days up to today; 7 unless said.
   */
  days?: number;
  flowId?: string;
}
export interface IntegrationsQuery {
  /**
   * Local days up to today; 7 unless said.
   */
  days?: number;
}
export interface OperationsDay {
  /**
   * Local day on which the runs started.
   */
  day: string;
  succeeded: number;
  failed: number;
  cancelled: number;
  /**
   * From start to end, within 2.5 %.
   */
  medianMs: number | null;
  p95Ms: number | null;
}
export interface OperationsFlow {
  flowId: string;
  flowName: string;
  succeeded: number;
  failed: number;
  cancelled: number;
  p95Ms: number | null;
}
export interface Operations {
  timezone: string;
  days: OperationsDay[];
  /**
   * The busiest first.
   */
  flows: OperationsFlow[];
  total: {
    succeeded: number;
    failed: number;
    cancelled: number;
    medianMs: number | null;
    p95Ms: number | null;
  };
}
export interface IntegrationsDay {
  day: string;
  plugin: string;
  /**
   * Messages.
   */
  received: number;
  /**
   * Of these: signature wrong, account unknown, or set aside.
   */
  refused: number;
  /**
   * Requests of syncs.
   */
  calls: number;
  /**
   * Records.
   */
  read: number;
  /**
   * Records that could not be stored, and errors of syncs.
   */
  failed: number;
}
export interface Integrations {
  timezone: string;
  /**
   * Only days on which something happened.
   */
  days: IntegrationsDay[];
}
