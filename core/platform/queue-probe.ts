/** Tables without which nothing is enqueued and nothing is worked on. */
const PROBE = `SELECT (SELECT count(*) FROM (SELECT 1 FROM pgboss.queue LIMIT 1) q) AS queues,
  (SELECT count(*) FROM (SELECT 1 FROM pgboss.job LIMIT 1) j) AS jobs,
  (SELECT version FROM pgboss.version LIMIT 1) AS version`

const ANSWER_WITHIN_MS = 700
/** A good answer holds this long; whoever asks more often asks memory. A bad one is asked again at once. */
const GOOD_FOR_MS = 1_000

export interface QueueProbe {
  check(): Promise<void>
  stop(): void
}

/** Whether the queue really answers: a round trip into its schema over the connections its jobs use. */
export function queueProbe(db: { executeSql(text: string, values?: unknown[]): Promise<unknown> }): QueueProbe {
  let isStopped = false
  let isFresh = false
  let freshness: NodeJS.Timeout | undefined
  // At most one question is out, however many ask: a locked table must not eat the queue's few connections.
  let asked: Promise<void> | null = null

  function ask(): Promise<void> {
    asked ??= db
      .executeSql(PROBE)
      .then(() => {
        isFresh = true
        clearTimeout(freshness)
        freshness = setTimeout(() => {
          isFresh = false
        }, GOOD_FOR_MS)
        freshness.unref()
      })
      .finally(() => {
        asked = null
      })
    return asked
  }

  return {
    async check() {
      if (isStopped) throw new Error('the queue is closed')
      if (!isFresh) await inTime(ask())
    },
    stop() {
      isStopped = true
      clearTimeout(freshness)
    },
  }
}

function inTime(answer: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('the queue does not answer')), ANSWER_WITHIN_MS)
  // The race also takes an answer that fails too late.
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
