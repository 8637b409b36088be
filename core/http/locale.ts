import type { Locale } from '../platform/validation-reasons.ts'

/**
 * The language of the answer, from Accept-Language (RFC 9110 12.5.4). Portuguese unless English is preferred: the product is
 * Brazilian first, and a client that says nothing gets the same answer every time.
 */
export function localeOf(acceptLanguage: string | undefined): Locale {
  if (acceptLanguage === undefined || acceptLanguage.length > 500) return 'pt-BR'
  let best: Locale = 'pt-BR'
  let bestWeight = 0
  for (const entry of acceptLanguage.split(',')) {
    const [tag = '', ...params] = entry.trim().toLowerCase().split(';')
    const locale = tag.startsWith('en') ? 'en' : tag.startsWith('pt') || tag === '*' ? 'pt-BR' : undefined
    const weight = weightOf(params)
    if (locale === undefined || weight <= bestWeight) continue
    best = locale
    bestWeight = weight
  }
  return best
}

function weightOf(params: readonly string[]): number {
  const quality = params.map((param) => param.trim()).find((param) => param.startsWith('q='))
  if (quality === undefined) return 1
  const weight = Number(quality.slice(2))
  return Number.isFinite(weight) ? weight : 0
}
