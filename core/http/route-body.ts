import type { IncomingMessage } from 'node:http'
import { AppError } from '../platform/errors.ts'
import { parseJson } from '../platform/parse-json.ts'
import { DEFAULT_BODY_BYTES, hasBody, readRawBody } from './read-body.ts'
import type { Route } from './route.ts'

/**
 * The body of an API request. The content type picks the parser (C27) and JSON is the only one: nothing a body says can
 * pass for an uploaded file or a form field (C28), and a cross-site form cannot send it. No body counts as an empty object where the route takes one, and is undefined elsewhere.
 */
export async function readRouteBody(request: IncomingMessage, route: Route): Promise<unknown> {
  const bytes = hasBody(request) ? await readRawBody(request, { maxBytes: route.maxBodyBytes ?? DEFAULT_BODY_BYTES }) : undefined
  if (bytes === undefined || bytes.length === 0) return route.body === undefined ? undefined : {}
  if (!isJsonType(request.headers['content-type'])) throw new AppError('unsupported_media_type')
  return parseJson(bytes)
}

function isJsonType(contentType: string | undefined): boolean {
  if (contentType === undefined) return false
  const [type = '', ...params] = contentType.toLowerCase().split(';')
  if (!/^application\/([a-z0-9.+-]+\+)?json$/.test(type.trim())) return false
  const charset = params.map((param) => param.trim()).find((param) => param.startsWith('charset='))
  return charset === undefined || /^charset="?utf-8"?$/.test(charset)
}
