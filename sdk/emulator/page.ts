export type PageLocale = 'pt-BR' | 'en'

export interface PageAction {
  label: string
  /** Admin request that the button makes. */
  path: string
  body: unknown
  /** The page's one main button. */
  isMain?: boolean
}

export interface PageTable {
  title: string
  emptyText: string
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

/** What a provider puts on its page; every text already in the reader's language. */
export interface PageContent {
  title: string
  explanation: string
  actions: readonly PageAction[]
  faults: readonly PageAction[]
  tables: readonly PageTable[]
}

const TEXTS = {
  'pt-BR': {
    notReal: 'Emulador: nada aqui é de verdade, e nada sai desta máquina.',
    faults: 'Falhas',
    faultsExplanation: 'Cada botão estraga só a próxima chamada do tipo indicado.',
    requests: 'Últimas chamadas recebidas',
    noRequests: 'Nenhuma chamada ainda.',
    requestColumns: ['Hora', 'Chamada', 'Resposta', 'Tempo'],
    done: 'Feito.',
    failed: 'Não deu certo',
    unreachable: 'O emulador não respondeu. Ele ainda está rodando?',
  },
  en: {
    notReal: 'Emulator: nothing here is real, and nothing leaves this machine.',
    faults: 'Faults',
    faultsExplanation: 'Each button breaks only the next call of its kind.',
    requests: 'Latest calls received',
    noRequests: 'No calls yet.',
    requestColumns: ['Time', 'Call', 'Answer', 'Took'],
    done: 'Done.',
    failed: 'That did not work',
    unreachable: 'The emulator did not answer. Is it still running?',
  },
}

export type PageTexts = (typeof TEXTS)['en']

/** Portuguese unless the browser asks for English first: the page is for Brazilian businesses. */
export function pageLocale(acceptLanguage: string | undefined): PageLocale {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'pt-BR'
}

export function pageTexts(locale: PageLocale): PageTexts {
  return TEXTS[locale]
}

/** The shell: language, title, style and script. What changes comes from `GET /page.json`, drawn as text by the script. */
export function writePage(locale: PageLocale, content: PageContent): string {
  const texts = TEXTS[locale]
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(content.title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body data-done="${escapeHtml(texts.done)}" data-failed="${escapeHtml(texts.failed)}" data-unreachable="${escapeHtml(texts.unreachable)}">
<header>
<p class="note">${escapeHtml(texts.notReal)}</p>
<h1>${escapeHtml(content.title)}</h1>
<p>${escapeHtml(content.explanation)}</p>
</header>
<main>
<div id="actions" class="row"></div>
<p id="outcome" role="status" aria-live="polite"></p>
<section aria-labelledby="faults-title">
<h2 id="faults-title">${escapeHtml(texts.faults)}</h2>
<p class="muted">${escapeHtml(texts.faultsExplanation)}</p>
<div id="faults" class="row"></div>
</section>
<div id="tables"></div>
</main>
</body>
</html>
`
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}

/** Time of day of an RFC 3339 instant, where this machine stands. */
export function timeOfDay(at: string, locale: PageLocale): string {
  return new Date(at).toLocaleTimeString(locale)
}
