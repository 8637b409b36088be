import { escapeHtml, type PageLocale } from './page.ts'

export interface ConsentRequest {
  locale: PageLocale
  providerName: string
  appName: string
  /** Who can sign in; the first is chosen beforehand. */
  logins: readonly string[]
}

const TEXTS = {
  'pt-BR': {
    title: 'Autorizar aplicativo',
    note: (provider: string) => `Emulador de ${provider}: esta conta não existe de verdade.`,
    question: (app: string) => `O aplicativo ${app} quer ler e mudar os dados desta conta.`,
    account: 'Entrar como',
    allow: 'Autorizar',
    deny: 'Cancelar',
    refused: 'Não é possível autorizar este aplicativo',
    reason: (reason: string) => `O pedido de autorização tem um problema em: ${reason}`,
  },
  en: {
    title: 'Authorise application',
    note: (provider: string) => `${provider} emulator: this account is not real.`,
    question: (app: string) => `The application ${app} wants to read and change this account’s data.`,
    account: 'Sign in as',
    allow: 'Authorise',
    deny: 'Cancel',
    refused: 'This application cannot be authorised',
    reason: (reason: string) => `The authorisation request has a problem in: ${reason}`,
  },
}

/** A provider's consent page. The form posts to the address it came from, so the authorisation request stays in the query. */
export function consentPage(options: ConsentRequest): string {
  const texts = TEXTS[options.locale]
  const choices = options.logins.map(
    (login, index) =>
      `<label><input type="radio" name="login" value="${escapeHtml(login)}"${index === 0 ? ' checked' : ''}> ${escapeHtml(login)}</label>`,
  )
  return frame(
    options.locale,
    texts.title,
    `<p class="note">${escapeHtml(texts.note(options.providerName))}</p><h1>${escapeHtml(texts.title)}</h1><p>${escapeHtml(texts.question(options.appName))}</p>
<form method="post"><fieldset><legend>${escapeHtml(texts.account)}</legend>${choices.join('')}</fieldset>
<button class="main" name="decision" value="allow">${escapeHtml(texts.allow)}</button>
<button name="decision" value="deny">${escapeHtml(texts.deny)}</button></form>`,
  )
}

export function refusalPage(locale: PageLocale, reason: string): string {
  const texts = TEXTS[locale]
  return frame(locale, texts.refused, `<h1>${escapeHtml(texts.refused)}</h1><p>${escapeHtml(texts.reason(reason))}</p>`)
}

function frame(locale: PageLocale, title: string, body: string): string {
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>
:root{color-scheme:light dark}
body{margin:0 auto;max-width:480px;padding:48px 16px;background:light-dark(#fafaf8,#121412);color:light-dark(#1b1c1a,#ecefea);font:14px/1.5 Inter,system-ui,sans-serif}
h1{font-size:20px;font-weight:600}.note{color:light-dark(#5a5c56,#a3a9a1);font-size:13px}
fieldset{margin:16px 0;border:1px solid light-dark(#deded7,#2e332e);border-radius:10px}label{display:block;padding:8px 0}
button{min-height:40px;padding:8px 16px;border:1px solid light-dark(#8c8c83,#757c74);border-radius:6px;background:light-dark(#fff,#1a1d1a);color:inherit;font:inherit;font-weight:500;cursor:pointer}
.main{border-color:light-dark(#0b6b57,#3cc9a3);background:light-dark(#0b6b57,#3cc9a3);color:light-dark(#fff,#06231b)}
:focus-visible{outline:2px solid light-dark(#0b6b57,#3cc9a3);outline-offset:2px}
</style></head><body><main>${body}</main></body></html>
`
}
