import type { Queue } from '../platform/queue.ts'
import type { IdentityService } from './identity.service.ts'

const QUEUE = 'identity.sweep-sessions'

/** Sessions and sign-in throttles that are over leave the database within the hour. */
export async function declareSweepSessions(queue: Queue, identity: Pick<IdentityService, 'sweepExpired'>, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await identity.sweepExpired()
  })
  await queue.every(QUEUE, '23 * * * *')
}
