import { call } from './client.ts'

export interface DemoState {
  available: boolean
  running: boolean
  emulatorLinks?: Array<{ name: string; url: string }>
}

export const readDemo = () => call<DemoState>('/api/demo')
export const startDemo = () => call<DemoState>('/api/demo', { method: 'POST' })
