import type { Json } from '@tomada/sdk/flow'

export interface CurlRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** From the root of the installation, with its query. */
  path: string
  body?: Json
}

/** A text in single quotes of a shell: nothing in it is read by the shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * The request as a command. It names a token of a program (`POST /auth/login` gives one) and never the session of whoever copies it:
 * a script with somebody's cookie would act as that person.
 */
export function curlOf({ method, path, body }: CurlRequest, origin: string): string {
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(origin + path)}`, `  -H "Authorization: Bearer $TOMADA_TOKEN"`]
  if (body !== undefined) lines.push(`  -H 'content-type: application/json'`, `  -d ${quoted(JSON.stringify(body))}`)
  return lines.join(' \\\n')
}

/** What "run" does, with the event that is given. */
export function runRequest(flowId: string, data: Json): CurlRequest {
  return { method: 'POST', path: `/api/flows/${flowId}/runs`, body: { data } }
}

/** Pages by the first part of their address, and what the API answers to the same question. */
const LISTS: Readonly<Record<string, string>> = {
  flows: '/api/flows',
  runs: '/api/runs',
  deliveries: '/api/deliveries',
  connections: '/api/connections',
  schedules: '/api/schedules',
  tasks: '/api/tasks',
  members: '/api/members',
}
const ONE: Readonly<Record<string, (id: string) => string>> = {
  flows: (id) => `/api/flows/${id}/draft`,
  runs: (id) => `/api/runs/${id}`,
  deliveries: (id) => `/api/deliveries/${id}`,
}

/** What a program asks to be told what the page shows; null: no single request answers it. */
export function pageRequest(pathname: string): CurlRequest | null {
  const [name = '', id, ...rest] = pathname
    .replace(/^\/app\//, '')
    .split('/')
    .filter((part) => part !== '')
  if (rest.length > 0) return null
  const path = id === undefined ? LISTS[name] : ONE[name]?.(id)
  return path === undefined ? null : { method: 'GET', path }
}
