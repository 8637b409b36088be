import type { Route, RouteRequest } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { schemaFrom } from '../platform/validate.ts'
import { CURL_PROBLEMS, CURL_WARNINGS, curlText } from './curl-texts.ts'
import type { ImportCurl } from './http-step.gen.ts'
import schemas from './http-step.schema.json' with { type: 'json' }
import { parseCurl } from './parse-curl.ts'

export function httpStepRoutes(): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/http-step/import-curl',
      operationId: 'importCurl',
      summary: 'The fields of an HTTP step from a curl command',
      tag: 'http-step',
      auth: 'editor',
      body: schemaFrom(schemas, 'ImportCurl'),
      response: schemaFrom(schemas, 'ImportedCurl'),
      handler: async ({ body, locale }: RouteRequest<Record<string, string>, Record<string, unknown>, ImportCurl>) => {
        const parsed = parseCurl(body.text)
        if (!parsed.ok) {
          const reason = curlText(CURL_PROBLEMS[parsed.problem], locale, parsed.what)
          throw new AppError('curl_unreadable', { params: { reason }, errors: [{ field: '/text', reason }] })
        }
        const warnings = parsed.warnings.map(({ code, what }) => ({ code, text: curlText(CURL_WARNINGS[code], locale, what) }))
        return { body: { step: parsed.step, warnings } }
      },
    },
  ]
}
