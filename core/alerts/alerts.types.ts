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
  /** Somebody does not want to be reminded of it. */
  mute: AlertMute | null
}

/** Which alerts are meant: of one connection or flow, or (null) all of the kind. */
export type MutedAlerts = Pick<Alert, 'kind' | 'subjectId'>

/** For how long alerts remind nobody. */
export interface AlertMute extends MutedAlerts {
  /** The kind, and the source after a colon when it is of one source only. */
  id: string
  /** As an alert of it was called last. */
  subjectName: string | null
  /** RFC 3339; null: until somebody ends it. */
  until: string | null
  mutedBy: { userId: string; name: string | null }
  /** RFC 3339. */
  mutedAt: string
}

/** From when to when an alert lasted. */
export interface AlertPeriod extends Omit<Alert, 'id' | 'since' | 'mute'> {
  alertId: string
  /** RFC 3339. */
  beganAt: string
  /** Null: it lasts. */
  endedAt: string | null
}
