import pg from 'pg'
import { connectionAs } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { ENGINE_ROLE } from '../platform/tenancy.ts'

/** Tells workers in other processes that a run waits. Only shortens their poll: losing a notice costs two seconds. */
export interface WakeChannel {
  wake(): void
  close(): Promise<void>
}

const CHANNEL = 'tomada_wake'
const WINDOW_MS = 20
const RECONNECT_MS = 1_000

export interface WakeChannelOptions {
  url: string
  logger: Logger
  listens: boolean
  onWake(): void
}

export async function openWakeChannel(options: WakeChannelOptions): Promise<WakeChannel> {
  let client: pg.Client | null = null
  let closed = false
  let timer: NodeJS.Timeout | null = null

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...connectionAs(options.url, ENGINE_ROLE), keepAlive: true })
    next.on('notification', () => options.onWake())
    next.on('error', () => {
      // The 'end' that follows makes the next connection.
    })
    next.on('end', () => {
      client = null
      if (!closed) setTimeout(() => void reconnect(), RECONNECT_MS).unref()
    })
    await next.connect()
    if (options.listens) await next.query(`LISTEN ${CHANNEL}`)
    client = next
  }

  async function reconnect(): Promise<void> {
    try {
      await connect()
    } catch (error) {
      options.logger.debug({ err: error }, 'wake channel is away')
      if (!closed) setTimeout(() => void reconnect(), RECONNECT_MS).unref()
    }
  }

  async function send(): Promise<void> {
    timer = null
    try {
      await client?.query(`NOTIFY ${CHANNEL}`)
    } catch (error) {
      options.logger.debug({ err: error }, 'wake notice not sent')
    }
  }

  await connect()
  return {
    wake() {
      timer ??= setTimeout(() => void send(), WINDOW_MS)
    },
    async close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await client?.end()
    },
  }
}
