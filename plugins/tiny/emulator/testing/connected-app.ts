import { createHash } from 'node:crypto'
import { callAdmin, type Fields, fieldsOf, listOf, type RunningEmulator, startEmulator, textOf } from '@tomada/sdk/emulator'
import { type Called, type CallOptions, call } from '@tomada/sdk/emulator/testing/call'
import { REALM } from '../oauth/realm.ts'
import { tiny } from '../tiny.ts'

export const REDIRECT_URI = 'http://127.0.0.1:4000/oauth/callback'
const VERIFIER = 'a verifier of forty-three characters or more...'

/** A Tiny emulator in this process with an application registered, as tests use it. */
export interface ConnectedApp {
  emulator: RunningEmulator
  url: string
  clientId: string
  clientSecret: string
  accounts: { login: string; cnpj: string; token: string }[]
  admin(method: string, path: string, body?: unknown): Promise<Fields>
  authorize(query?: Record<string, string>): Promise<Called>
  /** Query of the address the browser was sent back to. */
  sentBack(answer: Called): URLSearchParams
  token(form: Record<string, string>): Promise<Called>
  exchange(code: string): Promise<Called>
  /** The whole dance for this account (the first when absent). */
  connect(login?: string): Promise<{ accessToken: string; refreshToken: string }>
  /** A call under `/public-api/v3`. */
  v3(path: string, options: CallOptions): Promise<Called>
  /** A call of v2 with the first account's token; gives what is in `retorno`. */
  v2(operation: string, form?: Record<string, string>): Promise<Fields>
  stop(): Promise<void>
}

export async function startConnectedApp(seed = 'test'): Promise<ConnectedApp> {
  const emulator = await startEmulator(tiny, { port: 0, adminPort: 0, seed, app: { redirectUri: REDIRECT_URI } })
  const app = fieldsOf(emulator.announcement['app'])
  const clientId = textOf(app['clientId']) ?? ''
  const clientSecret = textOf(app['clientSecret']) ?? ''
  const accounts = listOf(emulator.announcement['accounts']).map((account) => {
    const { login, cnpj, token } = fieldsOf(account)
    return { login: String(login), cnpj: String(cnpj), token: String(token) }
  })
  const { url } = emulator
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url')
  const asked = { response_type: 'code', client_id: clientId, redirect_uri: REDIRECT_URI, scope: 'openid', state: 'st4te' }
  const authorize = (query: Record<string, string> = {}) =>
    call(`${url}${REALM}/auth?${new URLSearchParams({ ...asked, code_challenge: challenge, code_challenge_method: 'S256', ...query })}`)
  const token = (form: Record<string, string>) =>
    call(`${url}${REALM}/token`, { form: { client_id: clientId, client_secret: clientSecret, ...form } })
  const exchange = (code: string) => token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER })
  const sentBack = (answer: Called) => new URL(answer.headers.get('location') ?? '').searchParams
  return {
    emulator,
    url,
    clientId,
    clientSecret,
    accounts,
    admin: async (method, path, body) => fieldsOf(await callAdmin(emulator.adminUrl, method, path, body)),
    authorize,
    sentBack,
    token,
    exchange,
    async connect(login = accounts[0]?.login ?? '') {
      const code = sentBack(await authorize({ emulator_approve: login })).get('code') ?? ''
      const { fields } = await exchange(code)
      return { accessToken: textOf(fields['access_token']) ?? '', refreshToken: textOf(fields['refresh_token']) ?? '' }
    },
    v3: (path, options) => call(`${url}/public-api/v3${path}`, options),
    async v2(operation, form = {}) {
      const { fields } = await call(`${url}/api2/${operation}`, { form: { token: accounts[0]?.token ?? '', formato: 'json', ...form } })
      return fieldsOf(fields['retorno'])
    },
    stop: () => emulator.stop(),
  }
}
