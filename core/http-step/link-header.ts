/** The target of `rel=next` in a Link header (RFC 8288), as written; null when there is none. */
export function nextLink(header: string | undefined): string | null {
  for (const [, target = '', params = ''] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(params)
    const kinds = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/)
    if (kinds.includes('next')) return target
  }
  return null
}
