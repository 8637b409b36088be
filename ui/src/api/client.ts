import { client } from './generated/client.gen.ts'
import { ApiError, readProblem } from './problem.ts'

/** How the generated client calls: same origin, cookie session, the reader's language; whatever fails is thrown as `ApiError`. */
interface Settings {
  /** Language that texts of the server are asked for in. */
  locale: string
  /** Told when the session has ended. */
  onUnauthenticated: () => void
}

const settings: Settings = { locale: 'pt-BR', onUnauthenticated: () => {} }

client.setConfig({
  credentials: 'same-origin',
  headers: { Accept: 'application/json', 'Accept-Language': settings.locale },
  // The API says nothing else, and a proxy's HTML page must not pass for an answer.
  parseAs: 'json',
})
client.interceptors.error.use(errorOf)

/** Told once at start: which language to ask for, and what to do when the session has ended. */
export function configureClient(options: Partial<Settings>): void {
  Object.assign(settings, options)
  client.setConfig({ headers: { 'Accept-Language': settings.locale } })
}

/** What a failed call throws. The page's own abort, and a fault met before anything was sent, stay what they are. */
function errorOf(error: unknown, response: Response | undefined, request: Request | undefined): unknown {
  if (request === undefined || request.signal.aborted) return error
  if (response === undefined) return offline()
  if (response.ok) return error instanceof SyntaxError ? new ApiError(readProblem(response.status, undefined)) : offline()
  const refusal = new ApiError(readProblem(response.status, error))
  if (response.status === 401 && refusal.code !== 'wrong_credentials') settings.onUnauthenticated()
  return refusal
}

/** No answer came, or it broke off on the way. */
function offline(): ApiError {
  return new ApiError({ status: 0, code: 'offline', title: 'offline' }, true)
}
