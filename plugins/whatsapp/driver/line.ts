import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { DriverHost } from '@tomada/sdk/driver'
import { openWatchdog, type Watchdog } from './watchdog.ts'

/** What is below one socket of the library. */
export interface Line {
  watchdog: Watchdog
  /** The server has taken the connection. */
  opened(answer: IncomingMessage): void
  /** It was good for nothing any more: what its socket still wants to store counts no longer. */
  isGivenUp(): boolean
}

export function openLine(host: Pick<DriverHost, 'now' | 'log'>, patienceMs: number): Line {
  let line: Socket | null = null
  let isGivenUp = false
  const watchdog = openWatchdog({
    patienceMs,
    now: () => host.now(),
    bark(why) {
      host.log('warn', `socket given up: ${why}`)
      isGivenUp = true
      // No farewell: nobody would answer it. The library hears that the line is gone, and the session opens another as after any loss.
      line?.destroy()
    },
  })
  return {
    watchdog,
    opened(answer) {
      line = answer.socket
    },
    isGivenUp: () => isGivenUp,
  }
}
