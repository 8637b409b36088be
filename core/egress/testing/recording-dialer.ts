import type { Dialer, DialTarget } from '../dialer.ts'

export interface RecordingDialer extends Dialer {
  resolved: string[]
  dialled: DialTarget[]
}

/** Answers look-ups from a table and refuses every connection after writing it down: no packet leaves a test. */
export function recordingDialer(addresses: (hostname: string) => string[] = () => ['93.184.216.34']): RecordingDialer {
  const dialer: RecordingDialer = {
    resolved: [],
    dialled: [],
    async resolve(hostname) {
      dialer.resolved.push(hostname)
      return addresses(hostname)
    },
    async connect(target) {
      dialer.dialled.push(target)
      throw Object.assign(new Error('recorded, not connected'), { code: 'ECONNREFUSED' })
    },
  }
  return dialer
}
