import type { Queue } from '../platform/queue.ts'
import type { ConnectionsService } from './connections.service.ts'

const QUEUE = 'connections.keep-tokens'

/** Tokens that would die unused are renewed, and secrets under an old encryption key move to the newest one. */
export async function declareKeepTokens(
  queue: Queue,
  connections: Pick<ConnectionsService, 'keepAlive' | 'rotateKeys'>,
  works: boolean,
): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await connections.rotateKeys()
    await connections.keepAlive()
  })
  await queue.every(QUEUE, '7 * * * *')
}
