import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type AST, parse } from 'svelte/compiler'
import { expect, test } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '..')

/** Attributes that people read or hear. */
const SPOKEN: ReadonlySet<string> = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'alt',
  'title',
  'placeholder',
  'label',
  'text',
  'help',
  'description',
])
/** The same in every language: our name, formats, keys of a keyboard, examples of addresses. */
const SAME_EVERYWHERE =
  /^(?:·\s)?(Tomada|JSON|CSV|XLSX|PDF|cron|curl https:\/\/…|Ctrl [A-Z]|Esc|Português \(Brasil\)|English|https?:\/\/\S*|[a-z]+@[a-z.]+|\{[^}]*\}|[A-Z_]{2,12})$/
/** Code of JavaScript or of an address that a page shows as such. */
const isCode = (parents: readonly string[]) =>
  parents.some((name) => name === 'code' || name === 'kbd' || name === 'pre' || name === 'style' || name === 'script')

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.svelte') && !file.startsWith('gallery'),
)

function hasWords(text: string): boolean {
  const plain = text.trim()
  return /\p{L}{2,}/u.test(plain) && !SAME_EVERYWHERE.test(plain)
}

/** Texts of a component that do not come from the catalogues. */
function hardCoded(source: string): string[] {
  const found: string[] = []
  const visit = (value: unknown, parents: readonly string[]): void => {
    if (Array.isArray(value)) for (const inner of value) visit(inner, parents)
    if (typeof value !== 'object' || value === null || !('type' in value)) return
    const node = value as AST.SvelteNode
    if (node.type === 'StyleDirective') return
    if (node.type === 'Text') {
      if (!isCode(parents) && hasWords(node.data)) found.push(node.data.trim())
      return
    }
    if (node.type === 'Attribute') {
      const texts = Array.isArray(node.value) ? node.value.filter((part) => part.type === 'Text') : []
      if (SPOKEN.has(node.name)) for (const part of texts) if (hasWords(part.data)) found.push(`${node.name}="${part.data}"`)
      return
    }
    const inside = 'name' in node && typeof node.name === 'string' ? [...parents, node.name] : parents
    for (const [key, inner] of Object.entries(node)) if (key !== 'parent' && key !== 'metadata') visit(inner, inside)
  }
  visit(parse(source, { modern: true }).fragment, [])
  return found
}

test('a text that is written into a component instead of the catalogues is found', () => {
  expect(hardCoded('<p title="Olá">Bom dia {m.x()}</p><code>steps.a</code><b>Ctrl K</b>')).toEqual(['title="Olá"', 'Bom dia'])
})

test('no component holds a text of its own: everything that people read comes from the catalogues', () => {
  const found = files.flatMap((file) => hardCoded(readFileSync(path.join(SRC, file), 'utf8')).map((text) => `${file}: ${text}`))
  expect(found).toEqual([])
})
