import { ApiError, readProblem } from './problem.ts'

/** The only fetch of the UI: same origin, cookie session, the reader's language, problem+json turned into `ApiError`. */
export interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  query?: Record<string, string | number | undefined>
  headers?: Record<string, string>
  signal?: AbortSignal
}

const settings = { locale: 'pt-BR', onUnauthenticated: () => {} }

/** Told once at start: which language to ask for, and what to do when the session has ended. */
export function configureClient(options: Partial<typeof settings>): void {
  Object.assign(settings, options)
}

/** Path with `:name` parts filled and encoded, for example `path('/api/runs/:id', { id })`. */
export function path(template: string, params: Record<string, string | number>): string {
  return template.replace(/:(\w+)/g, (_match, name: string) => encodeURIComponent(String(params[name] ?? '')))
}

function addressOf(url: string, query: CallOptions['query']): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined && value !== '') search.set(key, String(value))
  const suffix = search.toString()
  return suffix === '' ? url : `${url}?${suffix}`
}

async function send(url: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': settings.locale, ...options.headers }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  try {
    return await fetch(addressOf(url, options.query), {
      method: options.method ?? 'GET',
      credentials: 'same-origin',
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError({ status: 0, code: 'offline', title: 'offline' }, true)
  }
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: a proxy's error page. The status says enough.
    return undefined
  }
}

/** Calls the API. The answer has the type the route's schema declares; the server's ajv is the judge of both directions. */
export async function call<Answer>(url: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(url, options)
  const body = await readBody(response)
  if (!response.ok) {
    const error = new ApiError(readProblem(response.status, body))
    if (response.status === 401 && error.code !== 'wrong_credentials') settings.onUnauthenticated()
    throw error
  }
  return body as Answer
}
