import type { EmulatorRequest } from '@tomada/sdk/emulator'

/** The part of that name in a `multipart/form-data` body, as text; null when there is none. */
export function multipartText({ headers, body }: EmulatorRequest, name: string): string | null {
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '') ?? []
  if (boundary === undefined) return null
  for (const part of body.toString('utf8').split(`--${boundary}`)) {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    if (new RegExp(`[; ]name="${name}"`).test(head)) return rest.join('\r\n\r\n').replace(/\r\n$/, '')
  }
  return null
}
