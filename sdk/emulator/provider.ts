import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { CallbackSender } from './callbacks.ts'
import type { EmulatorClock } from './clock.ts'
import type { FaultDials } from './faults.ts'
import type { Fields } from './fields.ts'
import type { Ledger } from './ledger.ts'
import type { EmulatorAnswer, EmulatorRequest, EmulatorRoute, Scenario } from './message.ts'
import type { PageContent, PageLocale } from './page.ts'
import type { Random } from './random.ts'
import type { RequestLog } from './request-log.ts'
import type { SlowedRequests } from './slowed-requests.ts'

/** Everything the kit gives a provider. A reset makes a new one. */
export interface World {
  seed: string
  clock: EmulatorClock
  random: Random
  ledger: Ledger
  requests: RequestLog
  faults: FaultDials
  slowed: SlowedRequests
  callbacks: CallbackSender
  log(text: string): void
}

/** One provider as it behaves: what the kit serves on the port and on the admin port. */
export interface ProviderEmulator {
  routes: readonly EmulatorRoute[]
  /** Runs before the route of every request: limits, blocks. An answer here ends the request. */
  admit?(request: EmulatorRequest): EmulatorAnswer | null
  /** Sees every answer, also those of faults. */
  answered?(request: EmulatorRequest, answer: EmulatorAnswer): void
  /** Takes over a connection that asks for another protocol (a WebSocket); without it such a connection is closed. */
  upgrade?(message: IncomingMessage, socket: Duplex, head: Buffer): void
  unknownRoute(request: EmulatorRequest): EmulatorAnswer
  /** The provider's own error answer for this status, for faults of kind status without a body. */
  errorAnswer(status: number, request: EmulatorRequest): EmulatorAnswer
  scenarios: Readonly<Record<string, Scenario>>
  /** `POST /app`: the developer's panel (redirect and callback addresses, flags). Throws BadSetting. Answers the app as it is now. */
  configureApp(settings: Fields): unknown
  /** `POST /limits`. Throws BadSetting. Answers all limits as they are now. */
  configureLimits(settings: Fields): unknown
  /** `GET /state`: everything it knows. */
  state(): unknown
  /** More fields of the JSON line printed at the start: the app's credentials and the seeded accounts. */
  announcement(): Record<string, unknown>
  page(locale: PageLocale): PageContent
}

export interface EmulatorDefinition {
  /** Plugin's folder name. */
  name: string
  /** Declared origins whose traffic comes here, as `PROVIDER_ENDPOINTS` names them. */
  origins: readonly string[]
  create(world: World): ProviderEmulator
  /**
   * Servers of other protocols than HTTP, on loopback and free ports; they live through resets and ask for the world of the moment.
   * `endpoints`: declared origin → server, such as `smtp://mail.example:587`.
   */
  openSockets?(world: () => World): Promise<{ endpoints: Record<string, string>; close(): Promise<void> }>
}
