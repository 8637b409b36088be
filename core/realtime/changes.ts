import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { openNotices } from '../platform/notices.ts'

const TOPICS = ['runs', 'flows', 'connections', 'deliveries', 'tasks', 'records', 'sync', 'exports', 'imports', 'alerts'] as const
export type Topic = (typeof TOPICS)[number]

/** What a browser is told: something changed, ask HTTP. */
export interface Change {
  topic: Topic
  ids: string[] | 'many'
}

const CHANNEL = 'tomada_changes'
/** At most four notices a second for each workspace and topic (architecture.md 7). */
const WINDOW_MS = 250
const MAX_IDS = 100

/**
 * Carries "this changed" from whichever process committed it to every process with a browser attached. Sent after the
 * commit and on a connection of its own: NOTIFY inside a commit makes all writers queue up. Losing one is harmless,
 * pages fetch again when their socket reconnects.
 */
export interface Changes {
  tell(tenantId: string, topic: Topic, ids: Change['ids']): void
  /** Called for every change, local ones included. */
  onChange(listener: (tenantId: string, change: Change) => void): void
  /** Called with the payload of NOTIFY on another channel, on the same connection. */
  listen(channel: string, listener: (payload: string) => void): Promise<void>
  close(): Promise<void>
}

export async function openChanges(deps: { url: string; clock: Clock; logger: Logger }): Promise<Changes> {
  const pending = new Map<string, { tenantId: string; topic: Topic; ids: Set<string>; isMany: boolean }>()
  const listeners: Array<(tenantId: string, change: Change) => void> = []
  const channels = new Map<string, (payload: string) => void>([[CHANNEL, deliver]])
  let timer: NodeJS.Timeout | null = null

  function deliver(payload: string): void {
    const [tenantId = '', topic = '', ids = ''] = payload.split('|')
    if (!isTopic(topic)) return
    for (const listener of listeners) listener(tenantId, { topic, ids: ids === '*' ? 'many' : ids.split(',') })
  }

  const notices = await openNotices({
    url: deps.url,
    channels: [...channels.keys()],
    onNotice: (channel, payload) => channels.get(channel)?.(payload),
    onTrouble: (error) => deps.logger.warn({ err: error }, 'realtime cannot reach the database'),
  })

  async function flush(): Promise<void> {
    timer = null
    const batch = [...pending.values()]
    pending.clear()
    for (const { tenantId, topic, ids, isMany } of batch) {
      const list = isMany || ids.size > MAX_IDS ? '*' : [...ids].join(',')
      const payload = `${tenantId}|${topic}|${list}`
      if (!(await notices.send(CHANNEL, payload))) deliver(payload)
    }
  }

  return {
    tell(tenantId, topic, ids) {
      const key = `${tenantId}|${topic}`
      const entry = pending.get(key) ?? { tenantId, topic, ids: new Set<string>(), isMany: false }
      if (ids === 'many') entry.isMany = true
      else for (const id of ids) if (entry.ids.size <= MAX_IDS) entry.ids.add(id)
      pending.set(key, entry)
      timer ??= setTimeout(() => void flush(), WINDOW_MS)
    },
    onChange: (listener) => void listeners.push(listener),
    async listen(channel, listener) {
      channels.set(channel, listener)
      await notices.listen(channel)
    },
    async close() {
      if (timer !== null) clearTimeout(timer)
      await notices.close()
    },
  }
}

function isTopic(text: string): text is Topic {
  return TOPICS.some((topic) => topic === text)
}
