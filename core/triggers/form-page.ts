import { createHash } from 'node:crypto'
import type { FormTrigger } from '../../sdk/flow/definition.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { FormField } from './form-fields.ts'
import { FORM_TEXTS } from './form-texts.ts'
import { inputName } from './read-form.ts'

/** Hosted pages of forms: plain HTML without scripts, so that they work everywhere and nothing of an answer can ever be code (C31). */

/** The colours and measures of the product (brand.md); the page stands alone and loads nothing. */
const STYLE = `:root{color-scheme:light dark;font:16px/1.5 Inter,system-ui,sans-serif;--line:light-dark(#8c8c83,#757c74);--accent:light-dark(#0b6b57,#3cc9a3);--error:light-dark(#b3261e,#ff8a80);--muted:light-dark(#5a5c56,#a3a9a1)}
*{box-sizing:border-box}body{margin:0;padding:24px 16px;background:light-dark(#fafaf8,#121412);color:light-dark(#1b1c1a,#ecefea)}
main{max-width:560px;margin:0 auto;padding:24px;background:light-dark(#fff,#1a1d1a);border:1px solid light-dark(#deded7,#2e332e);border-radius:10px;overflow-wrap:anywhere}
h1{margin:0 0 8px;font-size:28px;font-weight:600;line-height:1.3}.intro{margin:0 0 24px;white-space:pre-line}
.field{margin:0 0 20px;border:0;padding:0;min-width:0}label,legend{display:block;padding:0;font-weight:500}.note{color:var(--muted);font-weight:400;font-size:14px}
.help{margin:2px 0 0;color:var(--muted);font-size:14px}.error{margin:4px 0 0;color:var(--error);font-size:14px;font-weight:500}
input:not([type=checkbox],[type=radio]),select,textarea{width:100%;min-height:44px;margin-top:6px;padding:8px 12px;font:inherit;color:inherit;background:light-dark(#fff,#121412);border:1px solid var(--line);border-radius:6px}
textarea{min-height:120px}[aria-invalid=true]{border:2px solid var(--error)!important}
.option{display:flex;gap:8px;align-items:center;min-height:44px;font-weight:400}.option input{width:20px;height:20px;margin:0;accent-color:var(--accent)}
button{min-height:44px;padding:0 24px;font:inherit;font-weight:500;color:light-dark(#fff,#06231b);background:var(--accent);border:0;border-radius:6px;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.summary{margin:0 0 24px;padding:12px 16px;border:2px solid var(--error);border-radius:6px}.summary p{margin:0}.summary ul{margin:8px 0 0;padding-left:20px}.summary a{color:var(--error)}`

const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** `sandbox` takes the page our origin away; it may only send its form, to us. */
export function formHeaders(baseUrl: string): Record<string, string> {
  const policy = [
    `default-src 'none'`,
    `style-src ${STYLE_HASH}`,
    `form-action 'self' ${new URL(baseUrl).origin}`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    'sandbox allow-forms',
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
    'cache-control': 'no-store',
    vary: 'accept-language',
  }
}

export interface FormPage {
  trigger: Pick<FormTrigger, 'title' | 'description'>
  fields: readonly FormField[]
  /** Hidden; makes two sendings of one page one answer. */
  submission: string
  /** What was typed before, by HTML name. */
  kept: URLSearchParams
  /** By field name; a text for people. */
  errors: ReadonlyMap<string, string>
  isExpired: boolean
}

export function formPage(page: FormPage, locale: Locale): string {
  const texts = FORM_TEXTS[locale]
  const { trigger, fields, errors } = page
  const intro = trigger.description === undefined ? '' : `<p class="intro">${escapeHtml(trigger.description)}</p>`
  const expired = page.isExpired ? `<div class="summary" role="alert"><p>${texts.expired}</p></div>` : ''
  const asked = fields.map((field, index) => fieldHtml(field, index, page, locale)).join('\n')
  const form = `<form method="post" accept-charset="utf-8" novalidate>
<input type="hidden" name="submission" value="${escapeHtml(page.submission)}">
${asked}
<button type="submit">${texts.submit}</button>
</form>`
  const title = errors.size > 0 ? `(!) ${trigger.title}` : trigger.title
  return document(locale, title, `<h1>${escapeHtml(trigger.title)}</h1>${intro}${expired}${summary(fields, errors, texts.problems)}${form}`)
}

/** A page with nothing to fill in. */
export function messagePage(title: string, text: string, locale: Locale): string {
  return document(locale, title, `<h1>${escapeHtml(title)}</h1><p class="intro">${escapeHtml(text)}</p>`)
}

function summary(fields: readonly FormField[], errors: ReadonlyMap<string, string>, lead: string): string {
  if (errors.size === 0) return ''
  const rows = fields.flatMap((field, index) => {
    const error = errors.get(field.name)
    return error === undefined ? [] : [`<li><a href="#f${index}">${escapeHtml(field.label)}</a>: ${escapeHtml(error)}</li>`]
  })
  const rest = errors.get('')
  if (rest !== undefined) rows.push(`<li>${escapeHtml(rest)}</li>`)
  return `<div class="summary" role="alert"><p>${lead}</p><ul>${rows.join('')}</ul></div>`
}

function fieldHtml(field: FormField, index: number, page: FormPage, locale: Locale): string {
  const texts = FORM_TEXTS[locale]
  const error = page.errors.get(field.name)
  const notes = `${field.help === null ? '' : `<p class="help" id="h${index}">${escapeHtml(field.help)}</p>`}${
    error === undefined ? '' : `<p class="error" id="e${index}">${escapeHtml(error)}</p>`
  }`
  const described = [field.help === null ? '' : `h${index}`, error === undefined ? '' : `e${index}`].filter((id) => id !== '').join(' ')
  const aria = `${described === '' ? '' : ` aria-describedby="${described}"`}${error === undefined ? '' : ' aria-invalid="true"'}`
  const label = `${escapeHtml(field.label)} <span class="note">(${field.isRequired ? texts.required : texts.optional})</span>`
  const name = escapeHtml(inputName(field.name))
  const sent = page.kept.getAll(inputName(field.name))
  switch (field.kind) {
    case 'yesNo':
      return `<div class="field"><label class="option"><input type="checkbox" id="f${index}" name="${name}" value="true"${sent.length > 0 ? ' checked' : ''}${aria}>${escapeHtml(field.label)}</label>${notes}</div>`
    case 'choices': {
      const boxes = field.options.map(({ value, label: text }, i) => {
        const isChosen = sent.includes(String(value)) ? ' checked' : ''
        return `<label class="option"><input type="checkbox"${i === 0 ? ` id="f${index}"` : ''} name="${name}" value="${escapeHtml(String(value))}"${isChosen}>${escapeHtml(text)}</label>`
      })
      return `<fieldset class="field"${aria.replace(' aria-invalid="true"', '')}><legend>${label}</legend>${boxes.join('')}${notes}</fieldset>`
    }
    case 'choice': {
      const options = field.options.map(({ value, label: text }) => {
        const isChosen = sent[0] === String(value) ? ' selected' : ''
        return `<option value="${escapeHtml(String(value))}"${isChosen}>${escapeHtml(text)}</option>`
      })
      return `<div class="field"><label for="f${index}">${label}</label><select id="f${index}" name="${name}"${aria}${required(field)}><option value="">${texts.choose}</option>${options.join('')}</select>${notes}</div>`
    }
    case 'longText':
      // A line break right after the tag is not part of the value; one more keeps a value that begins with one.
      return `<div class="field"><label for="f${index}">${label}</label><textarea id="f${index}" name="${name}" rows="4"${aria}${required(field)}${maxLength(field)}>\n${escapeHtml(sent[0] ?? '')}</textarea>${notes}</div>`
    default:
      return `<div class="field"><label for="f${index}">${label}</label><input id="f${index}" name="${name}" value="${escapeHtml(sent[0] ?? '')}"${inputKind(field)}${aria}${required(field)}${maxLength(field)}>${notes}</div>`
  }
}

const required = (field: FormField) => (field.isRequired ? ' aria-required="true"' : '')
const maxLength = (field: FormField) => (field.maxLength === null || field.format !== null ? '' : ` maxlength="${field.maxLength}"`)

/** Which keyboard comes up, and what the browser may fill in. Numbers are typed as text: `1.234,56`. */
function inputKind({ kind, format }: FormField): string {
  if (kind === 'email') return ' type="email" autocomplete="email"'
  if (kind === 'url') return ' type="url"'
  if (kind === 'date') return ' type="date"'
  if (kind === 'number') return ' type="text" inputmode="decimal"'
  if (kind === 'integer') return ' type="text" inputmode="numeric"'
  switch (format) {
    case 'cpf':
      return ' type="text" inputmode="numeric" placeholder="000.000.000-00"'
    case 'cnpj':
      return ' type="text" placeholder="00.000.000/0000-00" autocapitalize="characters"'
    case 'cep':
      return ' type="text" inputmode="numeric" autocomplete="postal-code" placeholder="00000-000"'
    case 'phone-br':
      return ' type="tel" autocomplete="tel-national" placeholder="(11) 98765-4321"'
    case 'money-brl':
      return ' type="text" inputmode="decimal" placeholder="0,00"'
    default:
      return ' type="text"'
  }
}

function document(locale: Locale, title: string, main: string): string {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${main}</main></body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
