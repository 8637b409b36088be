import type { Isolate } from 'isolated-vm'
import type { FaultCode } from '../frames.ts'

/** A guest that did not come back by itself. */
export interface ChildFault {
  code: FaultCode
  message: string
}

/** What isolated-vm threw, told apart by its two fixed messages and the state of the isolate. */
export function faultOf(thrown: unknown, isolate: Isolate): ChildFault {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (message === 'Script execution timed out.') return { code: 'timeout', message: 'the time limit was reached' }
  if (isolate.isDisposed || /memory limit|Array buffer allocation failed/.test(message))
    return { code: 'memory', message: 'the memory limit was reached' }
  return { code: 'script', message: message.slice(0, 2000) }
}

export class NeedScript extends Error {
  readonly hash: string
  constructor(hash: string) {
    super('script not here')
    this.hash = hash
  }
}
