import type { Json } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import { inJson } from './narrow.ts'

/** The fields of an HTTP step from a curl command. Throws ApiError `curl_unreadable` when it cannot be read. */
export const importCurl = async (text: string) => inJson(await api.importCurl({ body: { text } }))

/** Fields as the flow definition holds them, by name; what the command does not say is absent. */
export function requestFields(step: Awaited<ReturnType<typeof importCurl>>['step']): Array<readonly [string, Json | undefined]> {
  return [
    ['/method', step.method],
    ['/url', step.url],
    ['/headers', step.headers],
    ['/query', step.query],
    ['/body', step.body],
    ['/timeoutMs', step.timeoutMs],
  ]
}
