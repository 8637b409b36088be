import type { DriverHost, Pairing } from '@tomada/sdk/driver'
import type { WAVersion } from '@whiskeysockets/baileys'

/** The settings of a connection, as its schema says them. */
export interface NumberSettings {
  /** Null: none. */
  queue: string | null
  /** Empty: none. */
  greeting: string
  newConversationAfterHours: number
  /** 0: as they come. */
  secondsBetweenMessages: number
  qrMs: number
  /** A socket that is silent for so long is opened anew. */
  silenceMs: number
  /** Null: the one that the library brings. */
  clientVersion: WAVersion | null
}

export function settingsOf({ settings }: Pick<DriverHost, 'settings'>): NumberSettings {
  const text = (name: string) => String(settings[name] ?? '').trim()
  const version = text('clientVersion').split('.').map(Number)
  const [major, minor, build] = version
  return {
    queue: text('queue') === '' ? null : text('queue'),
    greeting: text('greeting'),
    newConversationAfterHours: Number(settings['newConversationAfterHours'] ?? 24),
    secondsBetweenMessages: Number(settings['secondsBetweenMessages'] ?? 3),
    qrMs: Number(settings['secondsPerQr'] ?? 20) * 1000,
    silenceMs: Number(settings['secondsOfSilence'] ?? 45) * 1000,
    clientVersion: major === undefined || minor === undefined || build === undefined ? null : [major, minor, build],
  }
}

/** Two pings fit into the silence that is borne. */
const PINGS = 0.4

/** What of them a socket is opened with. A code keeps the library's own times: they are how long the code is good for. */
export function socketSettings({ qrMs, silenceMs, clientVersion }: NumberSettings, pairing: Pairing | null) {
  return {
    keepAliveIntervalMs: silenceMs * PINGS,
    ...(pairing?.by === 'qr' ? { qrTimeout: qrMs } : {}),
    ...(clientVersion === null ? {} : { version: clientVersion }),
  }
}
