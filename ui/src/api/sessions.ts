import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { Session, StartSession } from './generated/types.gen.ts'

export type { Session }

/** How the open session of a connection stands; what links its account is for admins only. */
export const readSession = (connectionId: string) => api.readSession({ path: { id: connectionId } })
export const startSession = (connectionId: string, body: StartSession) => api.startSession({ path: { id: connectionId }, body })
export const stopSession = (connectionId: string, forget: boolean) => api.stopSession({ path: { id: connectionId }, body: { forget } })
