import type { Queue } from '../platform/queue.ts'
import type { RetentionService } from './retention.service.ts'

const QUEUE = 'retention.apply-retention'

/** Every hour, so that a flow's own retention is at most an hour late and a day whose tables were busy is soon tried again. */
export async function declareApplyRetention(queue: Queue, retention: Pick<RetentionService, 'apply'>, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, () => retention.apply())
  await queue.every(QUEUE, '53 * * * *')
}
