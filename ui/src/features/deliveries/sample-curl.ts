import type { Json, WebhookTrigger } from '@tomada/sdk/flow'

export const NO_SECRET = 'SEU_SEGREDO'

export function methodsOf({ methods }: Pick<WebhookTrigger, 'methods'>): readonly string[] {
  return methods ?? ['POST', 'PUT']
}

/** With something for each named part of the path. */
export function addressOf(hookUrl: string, { path }: Pick<WebhookTrigger, 'path'>): string {
  return path === undefined || path === '' ? hookUrl : `${hookUrl}/${path.replaceAll(/:([^/]+)/g, '$1')}`
}

/** What a sender would send; the sample is the event as the flow sees it. */
export function sampleBody({ sample }: Pick<WebhookTrigger, 'sample'>): Json {
  const body = typeof sample === 'object' && sample !== null && !Array.isArray(sample) ? sample['body'] : undefined
  return body ?? { test: true }
}

/** For bash. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A command that sends one message as the trigger wants it; signed where it asks for that. `secret` null: a place for it. */
export function sampleCurl(trigger: WebhookTrigger, hookUrl: string, secret: string | null): string {
  const { verification, dedupe } = trigger
  const [method = 'POST'] = methodsOf(trigger)
  const id = '"test-$(date +%s%N)"'
  const address = addressOf(hookUrl, trigger) + (dedupe?.in === 'query' ? `?${new URLSearchParams({ [dedupe.name]: 'test-1' })}` : '')
  const lines = [`BODY=${quoted(JSON.stringify(sampleBody(trigger)))}`]
  const headers = [quoted('Content-Type: application/json')]
  if (dedupe?.in === 'header' && verification.scheme !== 'standardWebhooks') headers.push(`${quoted(`${dedupe.name}: `)}${id}`)
  if (verification.scheme !== 'none') lines.push(`SECRET=${quoted(secret ?? NO_SECRET)}`)
  if (verification.scheme === 'token') headers.push(`"${verification.header}: $SECRET"`)
  if (verification.scheme === 'hmac') {
    const encode = verification.encoding === 'hex' ? "od -An -tx1 | tr -d ' \\n'" : "base64 | tr -d '\\n'"
    lines.push(`SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -binary | ${encode})`)
    headers.push(`"${verification.header}: ${verification.prefix ?? ''}$SIGNATURE"`)
  }
  if (verification.scheme === 'standardWebhooks') {
    lines.push(
      `ID=${id}`,
      'TIME=$(date +%s)',
      `KEY=$(printf '%s' "\${SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')`,
      `SIGNATURE=$(printf '%s' "$ID.$TIME.$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary | base64 | tr -d '\\n')`,
    )
    headers.push('"webhook-id: $ID"', '"webhook-timestamp: $TIME"', '"webhook-signature: v1,$SIGNATURE"')
  }
  return [...lines, `curl -X ${method} ${quoted(address)} \\`, ...headers.map((header) => `  -H ${header} \\`), `  -d "$BODY"`].join('\n')
}
