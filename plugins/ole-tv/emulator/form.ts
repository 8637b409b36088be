import type { EmulatorRequest } from '@tomada/sdk/emulator'

/** A form as PHP reads it: `email[]`, `email[0]` and a plain `email` that comes once all mean the list `email`. */
export interface Form {
  /** The last value of that name; empty when it is not there. */
  text(name: string): string
  list(name: string): string[]
  has(name: string): boolean
}

/** Both encodings are in use: url-encoded and multipart. Anything else, also JSON, reads as an empty form. */
export function readForm(request: EmulatorRequest): Form {
  const pairs = isMultipart(request) ? multipartPairs(request) : [...request.form]
  const values = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const bare = name.replace(/\[\d*\]$/, '')
    values.set(bare, [...(values.get(bare) ?? []), value])
  }
  return {
    text: (name) => values.get(name)?.at(-1) ?? '',
    list: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  }
}

function isMultipart({ headers }: EmulatorRequest): boolean {
  return headers['content-type']?.startsWith('multipart/form-data') ?? false
}

function multipartPairs({ headers, body }: EmulatorRequest): Array<[string, string]> {
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return []
  return body
    .toString('utf8')
    .split(`--${boundary}`)
    .flatMap((part): Array<[string, string]> => {
      const [head = '', ...rest] = part.split('\r\n\r\n')
      const name = /name="([^"]*)"/.exec(head)?.[1]
      return name === undefined ? [] : [[name, rest.join('\r\n\r\n').replace(/\r\n$/, '')]]
    })
}
