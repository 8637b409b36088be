import { createHash } from 'node:crypto'
import type { RouteAnswer } from '../http/route.ts'
import type { Locale } from './connections.types.ts'
import type { CallbackFault, CallbackResult } from './oauth.service.ts'

/** Where a window without an opener goes when it is done. */
const CONNECTIONS_PAGE = '/app/connections'
/** Also told on this channel: a provider's page may have cut the window off from the page that opened it. */
const CHANNEL = 'tomada:oauth'

/**
 * Reads its facts from the body's data attributes, which are escaped; nothing of the answer is ever script. Tells the page that
 * opened the window, at our own origin only, and closes it after a success.
 */
const SCRIPT = `const facts = document.body.dataset
const message = { type: '${CHANNEL}', ok: facts.ok === 'true', plugin: facts.plugin || null, connectionId: facts.connection || null, fault: facts.fault || null }
new BroadcastChannel('${CHANNEL}').postMessage(message)
const opener = window.opener
if (opener) opener.postMessage(message, facts.origin)
if (message.ok) setTimeout(() => (opener ? window.close() : location.replace('${CONNECTIONS_PAGE}')), 400)
document.getElementById('close').addEventListener('click', (event) => { if (opener) { event.preventDefault(); window.close() } })`

/** The colours of ui/src/theme/tokens.css; the page stands alone and may load nothing. */
const STYLE = `:root{color-scheme:light dark;font:14px/1.5 Inter,system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#fafaf8,#121412);color:light-dark(#1b1c1a,#ecefea)}
main{max-width:27rem;padding:24px;text-align:center}svg{color:light-dark(#0b6b57,#3cc9a3)}
h1{margin:12px 0 8px;font-size:20px;font-weight:600;line-height:1.3}p{margin:0 0 12px;overflow-wrap:anywhere}
blockquote{margin:0 0 16px;padding:8px 12px;border:1px solid light-dark(#deded7,#2e332e);border-radius:6px;background:light-dark(#f2f2ee,#0d0f0d);overflow-wrap:anywhere}
a{display:inline-flex;align-items:center;min-height:40px;padding:0 16px;border:1px solid light-dark(#8c8c83,#757c74);border-radius:6px;background:light-dark(#fff,#1a1d1a);color:inherit;font-weight:500;text-decoration:none}
a:focus-visible{outline:2px solid light-dark(#0b6b57,#3cc9a3);outline-offset:2px}`

/** The socket of ui/src/components/brand/SocketMark.svelte. Holes filled: something is plugged in. */
const mark = (connected: boolean) =>
  `<svg width="40" height="40" viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linejoin="round" aria-hidden="true"><path d="M9.2 6h13.6a2 2 0 0 1 1.72.98l4.9 8a2 2 0 0 1 0 2.04l-4.9 8a2 2 0 0 1-1.72.98H9.2a2 2 0 0 1-1.72-.98l-4.9-8a2 2 0 0 1 0-2.04l4.9-8A2 2 0 0 1 9.2 6Z"/><g ${connected ? 'fill="currentColor" stroke="none"' : 'stroke-width="1.4"'}><circle cx="9.8" cy="15.3" r="2"/><circle cx="16" cy="17.5" r="2"/><circle cx="22.2" cy="15.3" r="2"/></g></svg>`

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const POLICY = [
  `default-src 'none'`,
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

interface Words {
  title: string
  text: string
}

const DONE: Record<Locale, Words> = {
  en: { title: 'Connected', text: 'You can close this window.' },
  'pt-BR': { title: 'Conta conectada', text: 'Você pode fechar esta janela.' },
}

const FAULTS: Record<CallbackFault, Record<Locale, Words>> = {
  state: {
    en: {
      title: 'This window is out of date',
      text: 'It was used already, waited too long, or belongs to another session. Start connecting again.',
    },
    'pt-BR': {
      title: 'Esta janela não vale mais',
      text: 'Ela já foi usada, demorou demais ou é de outra sessão. Comece a conexão de novo.',
    },
  },
  denied: {
    en: {
      title: 'Not connected',
      text: 'You did not authorise the access, so nothing was connected and nothing was changed. You can try again whenever you like.',
    },
    'pt-BR': {
      title: 'Conta não conectada',
      text: 'Você não autorizou o acesso; nada foi conectado nem alterado. Tente de novo quando quiser.',
    },
  },
  provider: {
    en: { title: 'The provider did not connect the account', text: 'This is what it said:' },
    'pt-BR': { title: 'O provedor não conectou a conta', text: 'Foi isto que ele respondeu:' },
  },
  code: {
    en: {
      title: 'The authorisation is no longer good',
      text: 'It took too long or was used already, so nothing was connected. Start connecting again. The provider said:',
    },
    'pt-BR': {
      title: 'A autorização não vale mais',
      text: 'Ela demorou demais ou já tinha sido usada, e nada foi conectado. Comece a conexão de novo. O provedor respondeu:',
    },
  },
  exchange: {
    en: { title: 'The provider did not accept the authorisation', text: 'Check the application id and secret, then start again. It said:' },
    'pt-BR': {
      title: 'O provedor não aceitou a autorização',
      text: 'Confira o id e o segredo do aplicativo e comece de novo. Ele respondeu:',
    },
  },
  unreachable: {
    en: { title: 'The provider could not be reached', text: 'Start again in a moment.' },
    'pt-BR': { title: 'Não foi possível falar com o provedor', text: 'Comece de novo em instantes.' },
  },
  other_account: {
    en: {
      title: 'That is another account',
      text: 'You signed in with an account other than the one this connection is for. To use it too, make a new connection.',
    },
    'pt-BR': {
      title: 'Esta é outra conta',
      text: 'Você entrou com uma conta diferente da desta conexão. Para usá-la também, crie uma nova conexão.',
    },
  },
  unconfirmed: {
    en: { title: 'The account could not be confirmed', text: 'The connection was left as it was. Start again in a moment.' },
    'pt-BR': { title: 'Não foi possível confirmar a conta', text: 'A conexão ficou como estava. Comece de novo em instantes.' },
  },
}

const CLOSE: Record<Locale, string> = { en: 'Back to the connections', 'pt-BR': 'Voltar às conexões' }

const STATUS: Record<CallbackFault, number> = {
  state: 400,
  denied: 403,
  provider: 502,
  code: 400,
  exchange: 502,
  unreachable: 502,
  other_account: 409,
  unconfirmed: 502,
}

/** The small page at the end of an OAuth window (ML-04). */
export function oauthPage(result: CallbackResult, locale: Locale, baseUrl: string): RouteAnswer {
  const words = result.ok ? DONE[locale] : FAULTS[result.fault][locale]
  const detail = result.ok ? result.warning : result.fault === 'denied' ? null : result.detail
  const attributes = {
    'data-ok': String(result.ok),
    'data-plugin': result.plugin ?? '',
    'data-connection': result.ok ? result.connectionId : '',
    'data-fault': result.ok ? '' : result.fault,
    'data-origin': baseUrl,
  }
  return {
    status: result.ok ? 200 : STATUS[result.fault],
    type: 'text/html; charset=utf-8',
    headers: {
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      // The usual policy would cut this window off from the page that opened it, because the provider's page came between.
      'cross-origin-opener-policy': 'unsafe-none',
    },
    body: page(locale, words, detail, attributes, result.ok),
  }
}

function page(locale: Locale, words: Words, detail: string | null, attributes: Record<string, string>, connected: boolean): string {
  const data = Object.entries(attributes).map(([name, value]) => `${name}="${escapeHtml(value)}"`)
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(words.title)}</title><style>${STYLE}</style></head>
<body ${data.join(' ')}>
<main>${mark(connected)}<h1>${escapeHtml(words.title)}</h1><p>${escapeHtml(words.text)}</p>${detail === null ? '' : `<blockquote>${escapeHtml(detail.slice(0, 500))}</blockquote>`}
<p><a id="close" href="${CONNECTIONS_PAGE}">${escapeHtml(CLOSE[locale])}</a></p></main>
<script>${SCRIPT}</script>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
