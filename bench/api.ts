import type { FlowDefinition } from '../sdk/flow/definition.ts'

/** The product's own API, as its owner's browser uses it. */
export interface Api {
  call(method: string, address: string, body?: unknown, headers?: Record<string, string>): Promise<Record<string, unknown>>
}

/** A flow that listens. */
export interface PublishedHook {
  /** Of its webhook. */
  path: string
  flowId: string
  tenantId: string
}

export const OWNER = { name: 'Bench', email: 'bench@example.com', password: 'correct horse battery staple' }

/** Signs the owner up where there is none yet, else in. */
export async function openApi(port: number): Promise<Api> {
  const origin = `http://127.0.0.1:${port}`
  let cookie = ''
  const call: Api['call'] = async (method, address, body, headers = {}) => {
    const answer = await fetch(origin + address, {
      method,
      headers: { origin, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${text}`)
    const set = answer.headers.getSetCookie()[0]
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    return text === '' ? {} : JSON.parse(text)
  }
  const { needed } = await call('GET', '/api/setup')
  if (needed === true) {
    await call('POST', '/api/setup', { owner: OWNER, workspace: { name: 'Bench', timezone: 'America/Sao_Paulo', locale: 'en' } })
  } else await call('POST', '/api/session', { email: OWNER.email, password: OWNER.password })
  return { call }
}

/** Publishes the flow in the workspace the owner is in. */
export async function publish(api: Api, tenantId: string, name: string, definition: FlowDefinition): Promise<PublishedHook> {
  const { id, hookUrl } = await api.call('POST', '/api/flows', { name })
  const flowId = String(id)
  const draft = await api.call('GET', `/api/flows/${flowId}/draft`)
  await api.call('PUT', `/api/flows/${flowId}/draft`, { definition }, { 'if-match': String(draft['revision']) })
  await api.call('POST', `/api/flows/${flowId}/publish`, {})
  return { path: new URL(String(hookUrl)).pathname, flowId, tenantId }
}

export async function connectToStub(api: Api): Promise<string> {
  const fields = { apiKey: 'bench-key-0123456789' }
  const made = await api.call('POST', '/api/connections', { plugin: 'stub', authId: 'key', name: 'Stub', fields })
  return String(made['id'])
}
