import { AppError } from '../platform/errors.ts'
import { CommitUnknown } from '../platform/group-commit.ts'

const RETRY_AFTER_SECONDS = 5

/** A delivery that could not be stored, or may not have been, gets a 503: its sender comes back, and its key makes two into one (G13). */
export async function storing<T>(commit: Promise<T>): Promise<T> {
  try {
    return await commit
  } catch (error) {
    if (error instanceof CommitUnknown) throw new AppError('unavailable', { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS })
    throw error
  }
}
