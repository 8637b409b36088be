import type { Logger } from '../platform/logger.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { HttpState } from './http-state.ts'
import type { Caller, Route } from './route.ts'

/** State of one request. Its logger is made when something is logged: for most webhooks nothing is. */
export class RequestState implements HttpState {
  readonly requestId: string
  readonly locale: Locale
  readonly clientAddress: string
  readonly cookies: Readonly<Record<string, string>>
  caller: Caller | null = null
  route: Route | null = null
  body: unknown = undefined
  readonly #parent: Logger
  #logger: Logger | null = null

  constructor(parent: Logger, known: Pick<HttpState, 'requestId' | 'locale' | 'clientAddress' | 'cookies'>) {
    this.#parent = parent
    this.requestId = known.requestId
    this.locale = known.locale
    this.clientAddress = known.clientAddress
    this.cookies = known.cookies
  }

  get logger(): Logger {
    this.#logger ??= this.#parent.child({ requestId: this.requestId })
    return this.#logger
  }

  /** With more of what is known, such as the workspace. */
  set logger(logger: Logger) {
    this.#logger = logger
  }
}
