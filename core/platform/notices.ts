import pg from 'pg'
import { connectionAs } from './db.ts'
import { toError } from './errors.ts'
import { ENGINE_ROLE } from './tenancy.ts'

/** A connection for LISTEN and NOTIFY alone, made again whenever it is lost. What is said while it is away is lost too. */
export interface Notices {
  /** Whether it was sent. Never throws. */
  send(channel: string, payload: string): Promise<boolean>
  /** Also after every reconnect. */
  listen(channel: string): Promise<void>
  close(): Promise<void>
}

export interface NoticesOptions {
  url: string
  channels: readonly string[]
  onNotice(channel: string, payload: string): void
  /** It was lost, could not be made again, or a notice could not be sent. */
  onTrouble(error: Error): void
  /** Between one try to connect and the next. */
  againMs?: number
}

const AGAIN_MS = 1_000
const CONNECT_MS = 5_000

/** Rejects when the first connection cannot be made. From then on there is at most one try to connect under way, or ahead. */
export async function openNotices({ url, channels, onNotice, onTrouble, againMs = AGAIN_MS }: NoticesOptions): Promise<Notices> {
  const listened = new Set(channels)
  let client: pg.Client | null = null
  let again: NodeJS.Timeout | null = null
  let closed = false

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...connectionAs(url, ENGINE_ROLE), connectionTimeoutMillis: CONNECT_MS, keepAlive: true })
    next.on('notification', ({ channel, payload }) => onNotice(channel, payload ?? ''))
    next.on('error', onTrouble)
    next.on('end', () => {
      // One that was refused ends as well: who tried it has heard already, and tries again.
      if (client !== next) return
      client = null
      connectLater()
    })
    try {
      await next.connect()
      for (const channel of listened) await next.query(`LISTEN ${channel}`)
    } catch (error) {
      next.end().catch(onTrouble)
      throw error
    }
    client = next
  }

  function connectLater(): void {
    if (closed || again !== null) return
    again = setTimeout(() => {
      again = null
      connect().catch((thrown: unknown) => {
        onTrouble(toError(thrown))
        connectLater()
      })
    }, againMs).unref()
  }

  await connect()
  return {
    async send(channel, payload) {
      if (client === null) return false
      try {
        await client.query('SELECT pg_notify($1, $2)', [channel, payload])
        return true
      } catch (thrown) {
        onTrouble(toError(thrown))
        return false
      }
    },
    async listen(channel) {
      listened.add(channel)
      await client?.query(`LISTEN ${channel}`)
    },
    async close() {
      closed = true
      if (again !== null) clearTimeout(again)
      await client?.end()
    },
  }
}
