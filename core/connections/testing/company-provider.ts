import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CANARY } from './fake-provider.ts'

/**
 * A provider that offers what is not OAuth with a consent page, over real HTTP: keys in header, query, form and JSON envelope, basic,
 * bearer, sessions by token and by cookie, and client credentials. Echoes what it was sent. Three wrong sign-ins lock the account.
 */
export interface CompanyProvider {
  origin: string
  /** Sign-ins and token requests that came in. */
  signIns: Array<{ path: string; form: Record<string, string>; json: unknown; headers: NodeJS.Dict<string | string[]> }>
  isLocked(): boolean
  /** No session or token that was handed out is accepted any more. */
  expireSessions(): void
  /** How the end of a session is told: by status, or within a 200. */
  overBy: 401 | 200
  /** Answers of sign-ins instead of the usual one. */
  faults: Array<(response: ServerResponse) => void>
  delayMs: number
  close(): Promise<void>
}

export const RIGHT = {
  key: `key-${CANARY}-right`,
  appKey: '1111111111111',
  appSecret: `app-secret-${CANARY}`,
  user: 'maria',
  password: `password-${CANARY}`,
  clientId: 'machine',
  clientSecret: `machine-secret-${CANARY}`,
}

export async function openCompanyProvider(): Promise<CompanyProvider> {
  const sessions = new Set<string>()
  let wrong = 0
  const provider: CompanyProvider = {
    origin: '',
    signIns: [],
    isLocked: () => wrong >= 3,
    expireSessions: () => sessions.clear(),
    overBy: 401,
    faults: [],
    delayMs: 0,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  function issue(): string {
    const token = `session-${CANARY}-${randomBytes(9).toString('hex')}`
    sessions.add(token)
    return token
  }

  async function signIn(path: string, body: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(body))
    const json = body.startsWith('{') ? JSON.parse(body) : null
    provider.signIns.push({ path, form, json, headers: request.headers })
    if (provider.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, provider.delayMs))
    const fault = provider.faults.shift()
    if (fault !== undefined) return fault(response)
    const isRight =
      path === '/connect/token'
        ? form['client_id'] === RIGHT.clientId && form['client_secret'] === RIGHT.clientSecret && form['syndata'] === 'tenant-7'
        : (json?.login ?? form['login']) === RIGHT.user && (json?.senha ?? form['senha']) === RIGHT.password
    if (wrong >= 3) return answer(response, 403, { message: 'Acesso bloqueado' })
    if (!isRight) {
      wrong++
      return answer(
        response,
        path === '/connect/token' ? 400 : 200,
        path === '/connect/token' ? { error: 'invalid_client' } : { ok: false, message: `senha errada: ${json?.senha}` },
      )
    }
    wrong = 0
    const token = issue()
    if (path === '/cookie-login')
      return answer(
        response,
        200,
        { ok: true },
        { 'set-cookie': ['lang=pt; Expires=Wed, 21 Oct 2037 07:28:00 GMT', `SID=${token}; Path=/; HttpOnly`] },
      )
    return answer(
      response,
      200,
      path === '/connect/token'
        ? { access_token: token, expires_in: 3600, token_type: 'Bearer' }
        : { ok: true, data: { token, validFor: 1800 } },
    )
  }

  function isKnown(request: IncomingMessage, url: URL, body: string): boolean {
    const { headers } = request
    const bearer = headers.authorization?.replace(/^Bearer /, '') ?? ''
    const json = body.startsWith('{') ? JSON.parse(body) : {}
    const form = new URLSearchParams(body)
    return (
      headers['x-api-key'] === RIGHT.key ||
      url.searchParams.get('token') === RIGHT.key ||
      (json.app_key === RIGHT.appKey && json.app_secret === RIGHT.appSecret) ||
      (form.get('keyapi') === RIGHT.key && form.get('login') === RIGHT.user) ||
      headers.authorization === `Basic ${Buffer.from(`${RIGHT.user}:${RIGHT.password}`).toString('base64')}` ||
      bearer === RIGHT.key ||
      sessions.has(bearer) ||
      sessions.has(/SID=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '') ||
      sessions.has(String(headers['x-session'] ?? ''))
    )
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider')
    const body = await bodyOf(request)
    if (['/login', '/cookie-login', '/connect/token'].includes(url.pathname)) return signIn(url.pathname, body, request, response)
    if (isKnown(request, url, body)) {
      return answer(response, 200, {
        id: 7,
        name: 'Company',
        seen: { query: url.search, body, headers: request.headers },
        host: request.headers.host,
      })
    }
    return provider.overBy === 401
      ? answer(response, 401, { error: 'who are you' })
      : answer(response, 200, { erro: { codigo: 'SESSAO_EXPIRADA' } })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  provider.origin = `http://127.0.0.1:${port}`
  return provider
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string | string[]> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
