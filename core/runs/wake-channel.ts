import type { Logger } from '../platform/logger.ts'
import { openNotices } from '../platform/notices.ts'

/** Tells workers in other processes that a run waits. Only shortens their poll: losing a notice costs two seconds. */
export interface WakeChannel {
  wake(): void
  close(): Promise<void>
}

const CHANNEL = 'tomada_wake'
const WINDOW_MS = 20

export interface WakeChannelOptions {
  url: string
  logger: Logger
  listens: boolean
  onWake(): void
}

export async function openWakeChannel(options: WakeChannelOptions): Promise<WakeChannel> {
  let timer: NodeJS.Timeout | null = null
  const notices = await openNotices({
    url: options.url,
    channels: options.listens ? [CHANNEL] : [],
    onNotice: options.onWake,
    onTrouble: (error) => options.logger.debug({ err: error }, 'wake channel is away'),
  })

  return {
    wake() {
      timer ??= setTimeout(() => {
        timer = null
        void notices.send(CHANNEL, '')
      }, WINDOW_MS)
    },
    async close() {
      if (timer !== null) clearTimeout(timer)
      await notices.close()
    },
  }
}
