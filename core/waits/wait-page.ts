import { createHash } from 'node:crypto'
import type { LinkTarget } from './waits.service.ts'

type Locale = 'pt-BR' | 'en'

/** The colours of ui/src/theme/tokens.css; the page stands alone and may load nothing. */
const STYLE = `:root{color-scheme:light dark;font:15px/1.5 Inter,system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#fafaf8,#121412);color:light-dark(#1b1c1a,#ecefea)}
main{box-sizing:border-box;width:100%;max-width:30rem;padding:24px;text-align:center}svg{color:light-dark(#0b6b57,#3cc9a3)}
h1{margin:12px 0 8px;font-size:20px;font-weight:600;line-height:1.3;overflow-wrap:anywhere;white-space:pre-line}p{margin:0 0 16px;overflow-wrap:anywhere}
form{display:flex;flex-wrap:wrap;gap:12px;justify-content:center;margin-top:20px}
button,a{display:inline-flex;align-items:center;min-height:44px;padding:0 20px;border:1px solid light-dark(#8c8c83,#757c74);border-radius:6px;background:light-dark(#fff,#1a1d1a);color:inherit;font:inherit;font-weight:500;text-decoration:none;cursor:pointer}
button.main{border-color:transparent;background:light-dark(#0b6b57,#3cc9a3);color:light-dark(#fff,#0d1f19)}
button:focus-visible,a:focus-visible{outline:2px solid light-dark(#0b6b57,#3cc9a3);outline-offset:2px}`

const POLICY = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ')

/** Headers of the page. The address is the key to the step: it must not travel on, nor stay in an index or a cache. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

export type PageState = LinkTarget['state'] | 'done' | 'cancelled' | 'unknown'

const WORDS: Record<Exclude<PageState, 'open'>, Record<Locale, { title: string; text: string }>> = {
  done: {
    en: { title: 'Done', text: 'Your answer was received. You can close this page.' },
    'pt-BR': { title: 'Pronto', text: 'Sua resposta foi recebida. Você pode fechar esta página.' },
  },
  cancelled: {
    en: { title: 'Cancelled', text: 'The run will not go on. You can close this page.' },
    'pt-BR': { title: 'Cancelado', text: 'A execução não vai continuar. Você pode fechar esta página.' },
  },
  used: {
    en: { title: 'This link is no longer waited for', text: 'It was used already, or its time is over. Nothing was changed.' },
    'pt-BR': { title: 'Este link não é mais esperado', text: 'Ele já foi usado ou o prazo terminou. Nada foi alterado.' },
  },
  over: {
    en: { title: 'This is over', text: 'What this link belongs to has ended. Nothing was changed.' },
    'pt-BR': { title: 'Isto já terminou', text: 'A execução deste link já terminou. Nada foi alterado.' },
  },
  unasked: {
    en: { title: 'Not yet', text: 'The flow has not come this far. Open the link again in a moment.' },
    'pt-BR': { title: 'Ainda não', text: 'O fluxo ainda não chegou até aqui. Abra o link de novo em instantes.' },
  },
  unknown: {
    en: { title: 'This link is not known', text: 'Check that it was copied whole.' },
    'pt-BR': { title: 'Link desconhecido', text: 'Confira se ele foi copiado por inteiro.' },
  },
}

const ASK: Record<Locale, { resume: string; cancel: string; go: string; stop: string; cancelTitle: string; form: string; open: string }> = {
  en: {
    resume: 'A flow waits for this. Confirm to let it go on.',
    cancel: 'The run ends here and does not go on. This cannot be undone.',
    go: 'Go on',
    stop: 'Cancel the run',
    cancelTitle: 'Cancel this run?',
    form: 'This question has a form to fill in. Sign in to answer it.',
    open: 'Open in Tomada',
  },
  'pt-BR': {
    resume: 'Um fluxo espera por isto. Confirme para ele continuar.',
    cancel: 'A execução termina aqui e não continua. Não dá para desfazer.',
    go: 'Continuar',
    stop: 'Cancelar a execução',
    cancelTitle: 'Cancelar esta execução?',
    form: 'Esta pergunta tem um formulário. Entre na conta para responder.',
    open: 'Abrir na Tomada',
  },
}

/** What became of the link, or why it does nothing. */
export function resultPage(state: Exclude<PageState, 'open'>, locale: Locale): string {
  const { title, text } = WORDS[state][locale]
  return page(locale, title, `<p>${escapeHtml(text)}</p>`)
}

/**
 * Asks before anything happens: a scanner that follows links only ever sees this. The form posts to the page's own address, so
 * that what stands in its query is part of the answer.
 */
export function confirmPage(target: Extract<LinkTarget, { state: 'open' }>, locale: Locale): string {
  const words = ASK[locale]
  const { claim, task, title } = target
  if (claim.purpose === 'cancel')
    return page(locale, words.cancelTitle, `<p>${escapeHtml(words.cancel)}</p>${form([button(words.stop, null, true)])}`)
  if (task === null) return page(locale, title, `<p>${escapeHtml(words.resume)}</p>${form([button(words.go, null, true)])}`)
  if (task.form !== null) {
    return page(
      locale,
      task.question,
      `<p>${escapeHtml(words.form)}</p><p><a href="/app/tasks?task=${encodeURIComponent(task.id)}">${escapeHtml(words.open)}</a></p>`,
    )
  }
  return page(locale, task.question, form(task.outcomes.map(({ lane, title: label }, i) => button(label, lane, i === 0))))
}

function form(buttons: readonly string[]): string {
  return `<form method="post">${buttons.join('')}</form>`
}

function button(label: string, outcome: string | null, isMain: boolean): string {
  const value = outcome === null ? '' : ` name="outcome" value="${escapeHtml(outcome)}"`
  return `<button${isMain ? ' class="main"' : ''}${value}>${escapeHtml(label)}</button>`
}

function page(locale: Locale, title: string, content: string): string {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${MARK}<h1>${escapeHtml(title)}</h1>${content}</main></body>
</html>
`
}

/** The socket of ui/src/components/brand/SocketMark.svelte. */
const MARK =
  '<svg width="40" height="40" viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linejoin="round" aria-hidden="true"><path d="M9.2 6h13.6a2 2 0 0 1 1.72.98l4.9 8a2 2 0 0 1 0 2.04l-4.9 8a2 2 0 0 1-1.72.98H9.2a2 2 0 0 1-1.72-.98l-4.9-8a2 2 0 0 1 0-2.04l4.9-8A2 2 0 0 1 9.2 6Z"/><g stroke-width="1.4"><circle cx="9.8" cy="15.3" r="2"/><circle cx="16" cy="17.5" r="2"/><circle cx="22.2" cy="15.3" r="2"/></g></svg>'

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
