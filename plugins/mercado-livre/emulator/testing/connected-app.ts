import { createHash, randomBytes } from 'node:crypto'
import { callAdmin, type Fields, fieldsOf, listOf, type RunningEmulator, startEmulator, textOf } from '@tomada/sdk/emulator'
import { type Called, call } from '@tomada/sdk/emulator/testing/call'
import { mercadoLivre } from '../mercado-livre.ts'

export const REDIRECT_URI = 'http://127.0.0.1:4000/oauth/callback'

/** A Mercado Livre emulator in this process with an application registered, as tests use it. */
export interface ConnectedApp {
  emulator: RunningEmulator
  url: string
  clientId: string
  clientSecret: string
  sellers: { login: string; userId: string }[]
  admin(method: string, path: string, body?: unknown): Promise<Fields>
  /** Opens the consent address; nobody has consented yet unless `query` says so. */
  authorize(query?: Record<string, string>): Promise<Called>
  /** Query of the address the browser was sent back to. */
  sentBack(answer: Called): URLSearchParams
  token(form: Record<string, string>): Promise<Called>
  /** The whole dance for this seller (the first when absent); answers the token endpoint's fields. */
  connect(login?: string): Promise<{ accessToken: string; refreshToken: string }>
  get(path: string, token: string, headers?: Record<string, string>): Promise<Called>
  stop(): Promise<void>
}

export async function startConnectedApp(seed = 'test'): Promise<ConnectedApp> {
  const emulator = await startEmulator(mercadoLivre, { port: 0, adminPort: 0, seed, app: { redirectUri: REDIRECT_URI } })
  const app = fieldsOf(emulator.announcement['app'])
  const clientId = textOf(app['clientId']) ?? ''
  const clientSecret = textOf(app['clientSecret']) ?? ''
  const sellers = listOf(emulator.announcement['accounts']).map((account) => {
    const { login, userId } = fieldsOf(account)
    return { login: String(login), userId: String(userId) }
  })
  const { url } = emulator
  const authorize = (query: Record<string, string> = {}) => {
    const asked = { response_type: 'code', client_id: clientId, redirect_uri: REDIRECT_URI, state: 'st4te', ...query }
    return call(`${url}/authorization?${new URLSearchParams(asked)}`)
  }
  const token = (form: Record<string, string>) =>
    call(`${url}/oauth/token`, { form: { client_id: clientId, client_secret: clientSecret, ...form } })
  const sentBack = (answer: Called) => new URL(answer.headers.get('location') ?? '').searchParams
  return {
    emulator,
    url,
    clientId,
    clientSecret,
    sellers,
    admin: async (method, path, body) => fieldsOf(await callAdmin(emulator.adminUrl, method, path, body)),
    authorize,
    sentBack,
    token,
    async connect(login = sellers[0]?.login ?? '') {
      const { verifier, challenge } = makePkce()
      const consented = await authorize({ emulator_approve: login, code_challenge: challenge, code_challenge_method: 'S256' })
      const code = sentBack(consented).get('code') ?? ''
      const { fields } = await token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: verifier })
      return { accessToken: textOf(fields['access_token']) ?? '', refreshToken: textOf(fields['refresh_token']) ?? '' }
    },
    get: (path, accessToken, headers) => call(`${url}${path}`, { token: accessToken, headers }),
    stop: () => emulator.stop(),
  }
}

export function makePkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
