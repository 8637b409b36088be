import { type Fields, fieldsOf } from '../fields.ts'

/** An answer as a test reads it. Redirects are not followed. */
export interface Called {
  status: number
  headers: Headers
  text: string
  /** The body when it is a JSON object, otherwise empty. */
  fields: Fields
}

export interface CallOptions {
  method?: string
  token?: string
  headers?: Record<string, string>
  json?: unknown
  form?: Record<string, string>
}

/** One plain HTTP call to an emulator, as a connector that follows nobody's client library would make it. */
export async function call(url: string, options: CallOptions = {}): Promise<Called> {
  const headers: Record<string, string> = { ...options.headers }
  if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`
  if (options.json !== undefined) headers['content-type'] = 'application/json'
  const body = options.form ? new URLSearchParams(options.form) : options.json === undefined ? undefined : JSON.stringify(options.json)
  const method = options.method ?? (body === undefined ? 'GET' : 'POST')
  const answer = await fetch(url, { method, headers, body, redirect: 'manual' })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, fields: readFields(text) }
}

function readFields(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    // HTML, plain text and empty bodies have no fields.
    return {}
  }
}
