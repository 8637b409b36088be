/** Something that needs a person, for as long as it is so. */
export interface Alert {
  /** The same for as long as it lasts. */
  id: string
  kind: 'connection_offline' | 'flow_failing' | 'queue_without_worker' | 'queue_late' | 'dead_letters'
  severity: 'error' | 'warning'
  /** Of the connection or the flow. */
  subjectId: string | null
  subjectName: string | null
  /** Runs that failed, items that wait, work that was given up. */
  count: number
  /** RFC 3339. */
  since: string | null
  /** A sentence; null when the kind says all. */
  reason: string | null
}

/** From when to when an alert lasted. */
export interface AlertPeriod extends Omit<Alert, 'id' | 'since'> {
  alertId: string
  /** RFC 3339. */
  beganAt: string
  /** Null: it lasts. */
  endedAt: string | null
}
