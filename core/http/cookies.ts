export interface CookieOptions {
  maxAgeSeconds: number
  secure: boolean
  path?: string
  sameSite?: 'Lax' | 'Strict'
}

/** Cookie header as a map without a prototype; the first of equal names wins (RFC 6265 5.4: the more specific path comes first). */
export function readCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null)
  if (header === undefined) return cookies
  for (const pair of header.split(';').slice(0, 50)) {
    const at = pair.indexOf('=')
    if (at < 1) continue
    const name = pair.slice(0, at).trim()
    if (!(name in cookies)) cookies[name] = pair.slice(at + 1).trim()
  }
  return cookies
}

/** A Set-Cookie value that scripts cannot read. `value` must be of cookie characters (ours are base64url). */
export function writeCookie(name: string, value: string, options: CookieOptions): string {
  const parts = [`${name}=${value}`, `Path=${options.path ?? '/'}`, `Max-Age=${options.maxAgeSeconds}`, 'HttpOnly']
  parts.push(`SameSite=${options.sameSite ?? 'Lax'}`)
  if (options.secure) parts.push('Secure')
  return parts.join('; ')
}
