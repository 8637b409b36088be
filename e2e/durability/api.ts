import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'

/** The product's own API, as its pages use it. Tries again while the product is being killed. */
export interface Api {
  /** Of the session, as a browser sends it. */
  readonly cookie: string
  call(method: string, address: string, body?: unknown, headers?: Record<string, string>): Promise<Record<string, unknown>>
  publish(name: string, definition: FlowDefinition): Promise<{ hook: string; flowId: string }>
  connectByKey(plugin: string): Promise<string>
  /** The OAuth dance as a browser makes it, with an emulator that consents by itself. */
  connectByOauth(plugin: string, emulator: SpawnedEmulator): Promise<void>
}

export const OWNER = { name: 'Ana', email: 'ana@loja.test', password: 'uma senha bem comprida' }

export async function signUp(origin: string): Promise<Api> {
  let cookie = ''
  const call: Api['call'] = async (method, address, body, headers = {}) => {
    const answer = await fetch(origin + address, {
      method,
      headers: { origin, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${text}`)
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return text === '' ? {} : JSON.parse(text)
  }
  await call('POST', '/api/setup', { owner: OWNER, workspace: { name: 'Loja', timezone: 'America/Sao_Paulo', locale: 'pt-BR' } })
  return {
    get cookie() {
      return cookie
    },
    call,
    async publish(name, definition) {
      const { id, hookUrl } = await call('POST', '/api/flows', { name })
      const flowId = String(id)
      const draft = await call('GET', `/api/flows/${flowId}/draft`)
      await call('PUT', `/api/flows/${flowId}/draft`, { definition }, { 'if-match': String(draft['revision']) })
      await call('POST', `/api/flows/${flowId}/publish`, {})
      return { hook: new URL(String(hookUrl)).pathname, flowId }
    },
    async connectByKey(plugin) {
      const made = await call('POST', '/api/connections', {
        plugin,
        authId: 'key',
        name: plugin,
        fields: { apiKey: 'durable-key-0123456789' },
      })
      return String(made['id'])
    },
    async connectByOauth(plugin, emulator) {
      await call('PUT', `/api/oauth-apps/${plugin}`, { clientId: emulator.clientId, clientSecret: emulator.clientSecret })
      const { authorizeUrl } = await call('POST', '/api/connections/oauth/start', { plugin, authId: 'oauth' })
      const consent = await fetch(String(authorizeUrl), { redirect: 'manual' })
      const callback = consent.headers.get('location')
      if (callback === null) throw new Error(`${plugin} did not send the browser back: ${consent.status}`)
      const page = await fetch(new URL(callback, origin), { headers: { cookie }, redirect: 'manual' })
      if (page.status !== 200) throw new Error(`the callback of ${plugin} answered ${page.status}: ${await page.text()}`)
    },
  }
}
