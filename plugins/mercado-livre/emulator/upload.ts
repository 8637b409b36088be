import type { EmulatorRequest } from '@tomada/sdk/emulator'

/** The part named `file` of a multipart body; undefined when there is none. */
export function readFilePart(request: EmulatorRequest): { name: string; bytes: Buffer } | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return undefined
  const parts = request.body.toString('latin1').split(`--${boundary}`)
  for (const part of parts) {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    const name = /name="file"; filename="([^"]*)"/.exec(head)?.[1]
    if (name !== undefined) return { name, bytes: Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1') }
  }
  return undefined
}
