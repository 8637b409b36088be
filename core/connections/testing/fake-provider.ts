import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Every secret that this provider hands out holds this word, so that a test can look for it anywhere. */
export const CANARY = 'canary'

interface Grant {
  account: string
  challenge: string | null
  redirectUri: string
  used: boolean
}

interface TokenCall {
  form: Record<string, string>
  headers: NodeJS.Dict<string | string[]>
}

/**
 * A small OAuth provider over real HTTP, as strict as the real ones: exact redirect address, S256, codes and refresh tokens good
 * once, rotation. Shares no code with what it tests.
 */
export interface FakeProvider {
  origin: string
  clientId: string
  clientSecret: string
  redirectUris: string[]
  /** Who signs in next. */
  account: string
  clientAuth: 'post' | 'basic'
  expiresInSeconds: number
  /** Answers of the token endpoint instead of the usual one, first in, first out. */
  tokenFaults: Array<(response: ServerResponse) => void>
  /** Milliseconds that the token endpoint takes. */
  tokenDelayMs: number
  tokenCalls: TokenCall[]
  /** Accounts whose tokens were given back. */
  revoked: string[]
  /** From now on no token of this account is accepted. */
  revoke(account: string): void
  /** From now on no access token that was handed out is accepted; refresh tokens are. */
  expireAccessTokens(): void
  close(): Promise<void>
}

export async function openFakeProvider(): Promise<FakeProvider> {
  const codes = new Map<string, Grant>()
  const access = new Map<string, string>()
  const refresh = new Map<string, string>()
  const secret = (kind: string) => `${kind}-${CANARY}-${randomBytes(12).toString('hex')}`

  const provider: FakeProvider = {
    origin: '',
    clientId: 'client-1',
    clientSecret: `client-secret-${CANARY}`,
    redirectUris: ['https://tomada.test/oauth/callback'],
    account: '1001',
    clientAuth: 'post',
    expiresInSeconds: 21_600,
    tokenFaults: [],
    tokenDelayMs: 0,
    tokenCalls: [],
    revoked: [],
    revoke(account) {
      for (const tokens of [access, refresh]) for (const [token, owner] of tokens) if (owner === account) tokens.delete(token)
    },
    expireAccessTokens: () => access.clear(),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  function authorize(query: URLSearchParams, response: ServerResponse): unknown {
    const redirectUri = query.get('redirect_uri') ?? ''
    if (query.get('client_id') !== provider.clientId || !provider.redirectUris.includes(redirectUri))
      return json(response, 400, { error: 'invalid_request' })
    const back = new URL(redirectUri)
    back.searchParams.set('state', query.get('state') ?? '')
    if (query.get('deny') === '1') back.searchParams.set('error', 'access_denied')
    else {
      const code = secret('code')
      codes.set(code, { account: provider.account, challenge: query.get('code_challenge'), redirectUri, used: false })
      back.searchParams.set('code', code)
    }
    return response.writeHead(302, { location: back.href }).end()
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)))
    provider.tokenCalls.push({ form, headers: request.headers })
    if (provider.tokenDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, provider.tokenDelayMs))
    const fault = provider.tokenFaults.shift()
    if (fault !== undefined) return fault(response)
    if (!clientIsRight(form, request.headers.authorization))
      return json(response, 401, { error: 'invalid_client', message: 'client rejected' })
    const account = form['grant_type'] === 'refresh_token' ? rotate(form['refresh_token'] ?? '') : redeem(form)
    if (account === null)
      return json(response, 400, {
        error: 'invalid_grant',
        message: `bad grant ${form['refresh_token'] ?? form['code']}`,
        status: 400,
        cause: [],
      })
    const [accessToken, refreshToken] = [secret('access'), secret('refresh')]
    access.set(accessToken, account)
    refresh.set(refreshToken, account)
    return json(response, 200, {
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: 'bearer',
      expires_in: provider.expiresInSeconds,
      scope: 'read',
      user_id: account,
    })
  }

  function clientIsRight(form: Record<string, string>, authorization: string | undefined): boolean {
    const pair = `${provider.clientId}:${provider.clientSecret}`
    if (provider.clientAuth === 'basic')
      return authorization === `Basic ${Buffer.from(pair).toString('base64')}` && form['client_secret'] === undefined
    return `${form['client_id']}:${form['client_secret']}` === pair
  }

  function redeem(form: Record<string, string>): string | null {
    const grant = codes.get(form['code'] ?? '')
    if (grant === undefined || grant.used || grant.redirectUri !== form['redirect_uri']) return null
    grant.used = true
    const proof = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url')
    return grant.challenge === null || grant.challenge === proof ? grant.account : null
  }

  function rotate(token: string): string | null {
    const account = refresh.get(token) ?? null
    refresh.delete(token)
    return account
  }

  /** RFC 7009: either token ends both, an unknown one is answered alike. */
  async function giveBack(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)))
    if (!clientIsRight(form, request.headers.authorization)) return json(response, 401, { error: 'invalid_client' })
    const account = access.get(form['token'] ?? '') ?? refresh.get(form['token'] ?? '')
    if (account !== undefined) {
      provider.revoke(account)
      provider.revoked.push(account)
    }
    return json(response, 200, {})
  }

  function me(request: IncomingMessage, response: ServerResponse): unknown {
    const account = access.get((request.headers.authorization ?? '').replace('Bearer ', ''))
    if (request.headers['x-api-key'] === `key-${CANARY}-right`)
      return json(response, 200, { id: 'key-account', name: 'Key shop', echo: request.headers['x-api-key'] })
    if (account === undefined) return json(response, 401, { message: `invalid access token ${request.headers.authorization}` })
    return json(response, 200, { id: Number(account), name: `Shop ${account}`, echo: request.headers.authorization })
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider')
    if (url.pathname === '/authorize') authorize(url.searchParams, response)
    else if (url.pathname === '/oauth/token' && request.method === 'POST') void token(request, response)
    else if (url.pathname === '/oauth/revoke' && request.method === 'POST') void giveBack(request, response)
    else if (url.pathname === '/me') me(request, response)
    else json(response, 404, { error: 'not_found' })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  provider.origin = `http://127.0.0.1:${port}`
  return provider
}

function json(response: ServerResponse, status: number, body: unknown): unknown {
  return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
