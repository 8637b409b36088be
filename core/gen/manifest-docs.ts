import translations from '../../sdk/manifest.pt-BR.json' with { type: 'json' }
import schema from '../../sdk/manifest.schema.json' with { type: 'json' }
import type { GeneratedFile } from './generated-file.ts'

type Node = Record<string, unknown>
type Language = 'en' | 'pt-BR'

/** One member of the manifest, wherever it stands. */
export interface DocumentedField {
  /** `resource.cursor`, or `id` at the top. */
  path: string
  type: string
  isRequired: boolean
  /** English; null when nobody wrote it. */
  text: string | null
}

interface Section {
  name: string
  text: string | null
  fields: DocumentedField[]
  /** Definitions of which it is exactly one. */
  variants: string[]
}

const PORTUGUESE: ReadonlyMap<string, string> = new Map(Object.entries(translations))

const WORDS = {
  en: {
    title: 'The manifest, field by field',
    field: 'Field',
    type: 'Type',
    required: 'Required',
    meaning: 'Meaning',
    yes: 'yes',
    list: 'list of',
    from: 'Generated from',
    oneOf: 'One of',
  },
  'pt-BR': {
    title: 'O manifesto, campo por campo',
    field: 'Campo',
    type: 'Tipo',
    required: 'Obrigatório',
    meaning: 'Significado',
    yes: 'sim',
    list: 'lista de',
    from: 'Gerado de',
    oneOf: 'Um de',
  },
} as const

/** `docs/connectors/manifest.md` and its Portuguese twin. */
export function generateManifestDocs(): GeneratedFile[] {
  return [page('en', 'docs/connectors/manifest.md'), page('pt-BR', 'docs/connectors/manifest.pt-BR.md')]
}

/** The manifest and each of its definitions, with all their members. */
export function manifestSections(): Section[] {
  const root: Node = schema
  const named = Object.entries(schema.$defs).map(
    ([name, node]): Section => ({
      name,
      text: textOf(node),
      fields: fieldsOf(node, ''),
      variants: variantsOf(node),
    }),
  )
  return [{ name: 'manifest', text: textOf(root), fields: fieldsOf(root, ''), variants: [] }, ...named]
}

/** A text in Portuguese; null when sdk/manifest.pt-BR.json does not have it. */
export function inPortuguese(text: string): string | null {
  return PORTUGUESE.get(text) ?? null
}

function page(language: Language, path: string): GeneratedFile {
  const words = WORDS[language]
  const lines = [`# ${words.title}`, '', `${words.from} \`sdk/manifest.schema.json\`: \`npm run gen\`.`, '']
  for (const { name, text, fields, variants } of manifestSections()) {
    if (fields.length + variants.length === 0) continue
    lines.push(`## ${name}`, '', prose(say(text, language)), '')
    if (variants.length > 0)
      lines.push(`${words.oneOf} ${variants.map((variant) => `[${variant}](#${variant.toLowerCase()})`).join(', ')}.`, '')
    if (fields.length === 0) continue
    lines.push(`| ${words.field} | ${words.type} | ${words.required} | ${words.meaning} |`, '| --- | --- | --- | --- |')
    for (const field of fields) {
      const type = field.type.replaceAll('[]', words.list)
      lines.push(`| \`${field.path}\` | ${cell(type)} | ${field.isRequired ? words.yes : ''} | ${cell(say(field.text, language))} |`)
    }
    lines.push('')
  }
  return { path, text: lines.join('\n') }
}

function say(text: string | null, language: Language): string {
  if (text === null) return ''
  return language === 'en' ? text : (inPortuguese(text) ?? text)
}

function cell(text: string): string {
  return prose(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** `<name>` outside of code would be a tag. */
function prose(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`')
}

function variantsOf(node: Node): string[] {
  const variants = Array.isArray(node['oneOf']) ? node['oneOf'] : []
  return variants.flatMap((variant) => referenceOf(asNode(variant)) ?? [])
}

function fieldsOf(node: Node, at: string): DocumentedField[] {
  const required = new Set(Array.isArray(node['required']) ? node['required'] : [])
  return Object.entries(asNode(node['properties'])).flatMap(([name, value]): DocumentedField[] => {
    const member = asNode(value)
    const path = `${at}${name}`
    return [{ path, type: typeOf(member), isRequired: required.has(name), text: textOf(member) }, ...below(member, path)]
  })
}

/** Members of what stands here itself; a definition has a section of its own. */
function below(member: Node, path: string): DocumentedField[] {
  return [
    ...fieldsOf(member, `${path}.`),
    ...fieldsOf(asNode(member['items']), `${path}[].`),
    ...fieldsOf(asNode(member['additionalProperties']), `${path}.*.`),
  ]
}

function textOf(node: Node): string | null {
  if (typeof node['description'] === 'string') return node['description']
  const name = referenceOf(node)
  return name === null ? null : textOf(definition(name))
}

function typeOf(node: Node): string {
  const name = referenceOf(node)
  if (name !== null) return Object.hasOwn(definition(name), 'pattern') ? 'text' : `[${name}](#${name.toLowerCase()})`
  if (node['const'] !== undefined) return `\`${JSON.stringify(node['const'])}\``
  if (Array.isArray(node['enum'])) return node['enum'].map((value) => `\`${JSON.stringify(value)}\``).join(' ')
  if (Array.isArray(node['oneOf'])) return node['oneOf'].map((variant) => typeOf(asNode(variant))).join(' / ')
  if (node['type'] === 'array') return `[] ${typeOf(asNode(node['items']))}`
  return String(node['type'] ?? 'any').replaceAll('string', 'text')
}

function referenceOf(node: Node): string | null {
  const [only] = Array.isArray(node['allOf']) ? node['allOf'] : [node]
  const reference = asNode(only)['$ref']
  return typeof reference === 'string' ? reference.slice('#/$defs/'.length) : null
}

function definition(name: string): Node {
  return asNode(Object.entries(schema.$defs).find(([key]) => key === name)?.[1])
}

function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
