import type { Queue } from '../platform/queue.ts'
import type { ConnectionHooks } from './connection-hooks.service.ts'

const QUEUE = 'intake.rotate-connection-hooks'

/** Secrets of connections' webhooks move to the newest encryption key. */
export async function declareRotateConnectionHooks(
  queue: Queue,
  hooks: Pick<ConnectionHooks, 'rotateKeys'>,
  works: boolean,
): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await hooks.rotateKeys()
  })
  await queue.every(QUEUE, '37 * * * *')
}
