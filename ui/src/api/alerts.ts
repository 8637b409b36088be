import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'

export type Alert = open.Alert
export type AlertPeriod = open.AlertPeriod
export type AlertMute = open.AlertMute

export const listAlerts = () => api.listAlerts()
/** Muted ones stand in the list, the last. */
export const isHeard = ({ mute }: Alert) => mute === null
export const listAlertMutes = () => api.listAlertMutes()
/** `minutes` null: until somebody ends it. */
export const muteAlerts = (body: open.MuteAlerts) => api.muteAlerts({ body })
export const unmuteAlerts = (muteId: string) => api.unmuteAlerts({ path: { muteId } })
export const listAlertHistory = (cursor?: string) => api.listAlertHistory({ query: { limit: 30, ...(cursor ? { cursor } : {}) } })
