import { callAdmin, type Fields, fieldsOf, listOf, type RunningEmulator, startEmulator, textOf } from '@tomada/sdk/emulator'
import { type Called, type CallOptions, call } from '@tomada/sdk/emulator/testing/call'
import { bling } from '../bling.ts'

export const REDIRECT_URI = 'http://127.0.0.1:4000/oauth/callback'

/** A Bling emulator in this process with an application registered, as tests use it. */
export interface ConnectedApp {
  emulator: RunningEmulator
  url: string
  clientId: string
  clientSecret: string
  companies: { login: string; id: string }[]
  admin(method: string, path: string, body?: unknown): Promise<Fields>
  authorize(query?: Record<string, string>): Promise<Called>
  /** Query of the address the browser was sent back to. */
  sentBack(answer: Called): URLSearchParams
  token(form: Record<string, string>, headers?: Record<string, string>): Promise<Called>
  /** The whole dance for this company (the first when absent). */
  connect(login?: string): Promise<{ accessToken: string; refreshToken: string }>
  /** A call under `/Api/v3`. */
  call(path: string, options: CallOptions): Promise<Called>
  stop(): Promise<void>
}

export async function startConnectedApp(seed = 'test'): Promise<ConnectedApp> {
  const emulator = await startEmulator(bling, { port: 0, adminPort: 0, seed, app: { redirectUri: REDIRECT_URI } })
  const app = fieldsOf(emulator.announcement['app'])
  const clientId = textOf(app['clientId']) ?? ''
  const clientSecret = textOf(app['clientSecret']) ?? ''
  const companies = listOf(emulator.announcement['accounts']).map((account) => {
    const { login, id } = fieldsOf(account)
    return { login: String(login), id: String(id) }
  })
  const { url } = emulator
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const authorize = (query: Record<string, string> = {}) =>
    call(`${url}/Api/v3/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id: clientId, state: 'st4te', ...query })}`)
  const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    call(`${url}/Api/v3/oauth/token`, { form, headers: { authorization: basic, ...headers } })
  const sentBack = (answer: Called) => new URL(answer.headers.get('location') ?? '').searchParams
  return {
    emulator,
    url,
    clientId,
    clientSecret,
    companies,
    admin: async (method, path, body) => fieldsOf(await callAdmin(emulator.adminUrl, method, path, body)),
    authorize,
    sentBack,
    token,
    async connect(login = companies[0]?.login ?? '') {
      const code = sentBack(await authorize({ emulator_approve: login })).get('code') ?? ''
      const { fields } = await token({ grant_type: 'authorization_code', code })
      return { accessToken: textOf(fields['access_token']) ?? '', refreshToken: textOf(fields['refresh_token']) ?? '' }
    },
    call: (path, options) => call(`${url}/Api/v3${path}`, options),
    stop: () => emulator.stop(),
  }
}
