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

/** Pages by the parts of their address, and what the API answers to the same question. `*`: any part, which goes where a `*` is. */
export const PAGES: Readonly<Record<string, string>> = {
  alerts: '/api/alerts',
  connections: '/api/connections',
  'connections/*': '/api/connections/*',
  data: '/api/resources',
  'data/*/*': '/api/resources/*/*',
  'data/*/*/*/*': '/api/resources/*/*/*/*',
  deliveries: '/api/deliveries',
  'deliveries/*': '/api/deliveries/*',
  exports: '/api/exports',
  flows: '/api/flows',
  'flows/*': '/api/flows/*/draft',
  'hub/*/*': '/api/hub/*/*',
  members: '/api/members',
  queues: '/api/queue',
  runs: '/api/runs',
  'runs/*': '/api/runs/*',
  tables: '/api/data-tables',
  'tables/*': '/api/data-tables/*/rows',
  tasks: '/api/tasks',
}
const FORMS = Object.entries(PAGES).map(([form, path]) => ({ form: form.split('/'), path }))

/** What a program asks to be told what the page shows; null: no single request answers it. */
export function pageRequest(pathname: string): CurlRequest | null {
  const parts = pathname
    .replace(/^\/app\//, '')
    .split('/')
    .filter((part) => part !== '')
  const found = FORMS.find(({ form }) => form.length === parts.length && form.every((part, index) => part === '*' || part === parts[index]))
  if (found === undefined) return null
  const given = parts.filter((_, index) => found.form[index] === '*')
  return { method: 'GET', path: found.path.replaceAll('*', () => given.shift() ?? '') }
}
