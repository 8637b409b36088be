import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'

export type Alert = open.Alert
export type AlertPeriod = open.AlertPeriod

export const listAlerts = () => api.listAlerts()
export const listAlertHistory = (cursor?: string) => api.listAlertHistory({ query: { limit: 30, ...(cursor ? { cursor } : {}) } })
