import type { Locale } from './connections.types.ts'

/**
 * - `http_not_local`: providers send people back to https addresses only.
 * - `local_only`: the address leads to this machine; nobody else's browser gets there, and most providers refuse it.
 * - `other_origin`: the operator's variable names another origin than the product's own: the person would come back elsewhere, without a session.
 * - `no_route`: nothing of the product answers at that path.
 */
export type RedirectProblem = 'http_not_local' | 'local_only' | 'other_origin' | 'no_route'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/** What is wrong with the address that providers send people back to, as far as it can be told before anybody leaves. */
export function redirectProblem(redirectUri: string, baseUrl: string, paths: readonly string[]): RedirectProblem | null {
  const [redirect, base] = [URL.parse(redirectUri), URL.parse(baseUrl)]
  if (redirect === null || base === null || redirect.origin !== base.origin) return 'other_origin'
  if (!paths.includes(redirect.pathname)) return 'no_route'
  if (redirect.protocol !== 'https:') return LOCAL.has(redirect.hostname) ? 'local_only' : 'http_not_local'
  return null
}

const TEXTS: Record<RedirectProblem, Record<Locale, (uri: string, base: string) => string>> = {
  http_not_local: {
    en: (uri) =>
      `Providers send people back to https addresses only, and ${uri} is not one. Set APP_BASE_URL to the public https address of this installation.`,
    'pt-BR': (uri) =>
      `Provedores só devolvem pessoas a endereços https, e ${uri} não é um deles. Defina APP_BASE_URL com o endereço https público desta instalação.`,
  },
  local_only: {
    en: (uri) =>
      `${uri} leads to this machine only. Many providers do not accept it; if yours does not, set APP_BASE_URL to a public https address.`,
    'pt-BR': (uri) =>
      `${uri} só existe nesta máquina. Muitos provedores não aceitam; se for o seu caso, defina APP_BASE_URL com um endereço https público.`,
  },
  other_origin: {
    en: (uri, base) =>
      `The return address is set to ${uri}, but this installation is at ${base}: people would come back to the wrong place. Correct the variable or APP_BASE_URL.`,
    'pt-BR': (uri, base) =>
      `O endereço de retorno está definido como ${uri}, mas esta instalação está em ${base}: as pessoas voltariam ao lugar errado. Corrija a variável ou APP_BASE_URL.`,
  },
  no_route: {
    en: (uri) =>
      `Nothing of this installation answers at ${uri}: people would come back to an error page. Correct the variable of the return address.`,
    'pt-BR': (uri) =>
      `Nada nesta instalação responde em ${uri}: as pessoas voltariam a uma página de erro. Corrija a variável do endereço de retorno.`,
  },
}

export function redirectSentence(problem: RedirectProblem, redirectUri: string, baseUrl: string, locale: Locale): string {
  return TEXTS[problem][locale](redirectUri, baseUrl)
}
