/** One element of an XML text, without its prefix. `inner` is what stands between its tags. */
export interface Element {
  attributes: string
  inner: string
}

/**
 * Every element of this local name that is not inside another of the same name, in order: workbooks do not nest the ones that are
 * read here. A plain scan, linear in the text.
 */
export function* elements(xml: string, name: string): Generator<Element> {
  const open = new RegExp(`<(?:[A-Za-z][\\w.-]*:)?${name}((?:\\s[^<>]*?)?)(/?)>`, 'g')
  for (let found = open.exec(xml); found !== null; found = open.exec(xml)) {
    const [tag, attributes = '', isEmpty] = found
    if (isEmpty === '/') {
      yield { attributes, inner: '' }
      continue
    }
    const prefix = /^<([A-Za-z][\w.-]*:)?/.exec(tag)?.[1] ?? ''
    const end = xml.indexOf(`</${prefix}${name}>`, open.lastIndex)
    if (end === -1) return
    yield { attributes, inner: xml.slice(open.lastIndex, end) }
    open.lastIndex = end
  }
}

export function firstElement(xml: string, name: string): Element | undefined {
  return elements(xml, name).next().value ?? undefined
}

export function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  const value = found?.[1] ?? found?.[2]
  return value === undefined ? undefined : decoded(value)
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The five entities of XML and character numbers; there are no others, because no document type is let in. */
export function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** A text as XML 1.0 holds it; characters that it cannot hold at all are left out. */
export function xmlText(text: string): string {
  const clean = /[^\t\n\r -\ud7ff\ue000-\ufffd]/.test(text) ? withoutForbidden(text) : text
  return /[&<>"]/.test(clean)
    ? clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : clean
}

function withoutForbidden(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}
