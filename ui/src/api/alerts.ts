import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'

export type Alert = open.Alert

export const listAlerts = () => api.listAlerts()
