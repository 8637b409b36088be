import { call } from './client.ts'

export interface Demo {
  available: boolean
  state: 'absent' | 'starting' | 'ready' | 'failed'
  /** What is being prepared right now. */
  stage: string | null
  error: string | null
  emulators: Array<{ plugin: string; name: string; url: string }>
  workspaceId: string | null
  flowId: string | null
  /** The run that carried the first order across. */
  runId: string | null
}

export const readDemo = () => call<Demo>('/api/demo')
/** Answers at once; `readDemo` tells how far it is. Signs the visitor in where nobody is. */
export const startDemo = () => call<Demo>('/api/demo', { method: 'POST' })
