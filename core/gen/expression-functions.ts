import { readFile } from 'node:fs/promises'
import path from 'node:path'
import ts from 'typescript'
import { CODE_LIBRARIES } from '../../sdk/flow/code-libraries.ts'
import type { GeneratedFile } from './generated-file.ts'

/**
 * What the functions of expressions are called, take, give and do, read from their sources: for the help in the builder and the types of
 * code steps (`sdk/flow/functions.gen.ts`, `function-declarations.ts`), and for people (`docs/expressions.md`).
 */

/** The objects of `sdk/flow/functions.ts`, and the files each is made of. */
const OBJECTS: ReadonlyArray<{ object: string; title: string; files: readonly string[] }> = [
  { object: 'money', title: 'Exact money', files: ['money'] },
  { object: 'document', title: 'CPF and CNPJ', files: ['brazil-documents'] },
  { object: 'cep', title: 'Postal codes', files: ['brazil-postal-codes'] },
  { object: 'phone', title: 'Brazilian telephones', files: ['brazil-phones'] },
  { object: 'nfe', title: 'Access keys of fiscal documents', files: ['brazil-nfe'] },
  { object: 'boleto', title: 'Payment slips', files: ['brazil-boletos'] },
  { object: 'date', title: 'Dates in a timezone', files: ['dates', 'dates-business'] },
  { object: 'text', title: 'Text, encodings, JSON and CSV', files: ['texts', 'texts-bytes', 'texts-formats'] },
  { object: 'list', title: 'Lists', files: ['lists', 'lists-compare'] },
]

/** Files whose types the signatures use. */
const TYPE_FILES = ['money-decimal', 'brazil-states', 'dates-parse', 'lists-paths']

const GENERATED = 'sdk/flow/functions.gen.ts'
const DOCS = 'docs/expressions.md'

interface FunctionText {
  object: string
  name: string
  /** `(amount: Amount, options?: …): string`, with type parameters in front. */
  signature: string
  summary: string
  /** JavaScript, and the value it has. */
  examples: Array<{ expression: string; result: string }>
}

export async function generateExpressionFunctions(root: string): Promise<GeneratedFile[]> {
  const read = (name: string) => sourceOf(root, name)
  const objects = await Promise.all(OBJECTS.map(async (each) => ({ ...each, sources: await Promise.all(each.files.map(read)) })))
  const functions = objects.flatMap(({ object, sources }) => sources.flatMap((source) => functionsIn(object, source)))
  const typeSources = [...(await Promise.all(TYPE_FILES.map(read))), ...objects.flatMap(({ sources }) => sources)]
  const types = usedTypes(
    typeSources.flatMap(typesIn),
    functions.map(({ signature }) => signature),
  )
  const docs = await readFile(path.join(root, DOCS), 'utf8')
  return [
    { path: GENERATED, text: moduleText(functions, types) },
    { path: DOCS, text: inRegion(inRegion(docs, 'functions', functionDocs(functions)), 'libraries', libraryDocs()) },
  ]
}

async function sourceOf(root: string, name: string): Promise<ts.SourceFile> {
  const file = `sdk/flow/${name}.ts`
  return ts.createSourceFile(file, await readFile(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
}

function functionsIn(object: string, source: ts.SourceFile): FunctionText[] {
  return source.statements.flatMap((node) => {
    if (!ts.isFunctionDeclaration(node) || node.name === undefined || !isExported(node)) return []
    const where = `${source.fileName}: ${node.name.text}`
    if (node.type === undefined) throw new Error(`${where} needs its return type written out`)
    const types = node.typeParameters === undefined ? '' : `<${node.typeParameters.map((each) => each.getText()).join(', ')}>`
    const parameters = node.parameters.map((parameter) => parameterText(parameter, where)).join(', ')
    const { summary, examples } = docOf(node, where)
    return [{ object, name: node.name.text, signature: oneLine(`${types}(${parameters}): ${node.type.getText()}`), summary, examples }]
  })
}

/** A parameter with a default may be left out. */
function parameterText(parameter: ts.ParameterDeclaration, where: string): string {
  const name = ts.isIdentifier(parameter.name) ? parameter.name.text : 'options'
  const { initializer, type } = parameter
  const dots = parameter.dotDotDotToken === undefined ? '' : '...'
  const isOptional = initializer !== undefined || parameter.questionToken !== undefined
  const written = type?.getText() ?? (initializer === undefined ? null : literalType(initializer))
  if (written === null) throw new Error(`${where}: ${name} needs its type written out`)
  return `${dots}${name}${isOptional ? '?' : ''}: ${written}`
}

function literalType(node: ts.Expression): string | null {
  if (ts.isStringLiteral(node)) return 'string'
  return ts.isNumericLiteral(node) ? 'number' : null
}

function docOf(node: ts.FunctionDeclaration, where: string): Pick<FunctionText, 'summary' | 'examples'> {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  const examples = (doc?.tags ?? []).map((tag) => {
    const [, expression, result] = /^(.*?) \/\/ (.*)$/s.exec(oneLine(ts.getTextOfJSDocComment(tag.comment) ?? '')) ?? []
    if (tag.tagName.text !== 'example' || expression === undefined || result === undefined)
      throw new Error(`${where}: its example reads "expression // result"`)
    return { expression, result }
  })
  const summary = oneLine(ts.getTextOfJSDocComment(doc?.comment) ?? '')
  if (summary === '' && examples.length === 0) throw new Error(`${where} needs a docstring`)
  return { summary, examples }
}

interface TypeText {
  name: string
  text: string
}

function typesIn(source: ts.SourceFile): TypeText[] {
  return source.statements.flatMap((node) => {
    if ((!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node)) || !isExported(node)) return []
    return [{ name: node.name.text, text: node.getText().replace(/^export /, '') }]
  })
}

/** Those that the signatures name, and those that these name in turn. */
function usedTypes(types: readonly TypeText[], signatures: readonly string[]): TypeText[] {
  const used = new Set<TypeText>()
  const pending = [...signatures]
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    const words = new Set(text.match(/\b[A-Z]\w*/g))
    for (const type of types) {
      if (used.has(type) || !words.has(type.name)) continue
      used.add(type)
      pending.push(type.text)
    }
  }
  return types.filter((type) => used.has(type))
}

function isExported(node: ts.HasModifiers): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false
}

function moduleText(functions: readonly FunctionText[], types: readonly TypeText[]): string {
  const header = '// Generated from the functions of sdk/flow by `npm run gen`. Do not edit.'
  return `${header}

/** A function of expressions and code steps: what it takes, gives and does, with examples of what it gives. */
export interface FunctionHelp {
  object: string
  name: string
  signature: string
  summary: string
  examples: ReadonlyArray<{ expression: string; result: string }>
}

export const FUNCTION_HELP: readonly FunctionHelp[] = ${JSON.stringify(functions, null, 2)}

/** TypeScript declarations of the types that the signatures name. */
export const FUNCTION_TYPES: string = ${JSON.stringify(types.map(({ text }) => text).join('\n'))}
`
}

function functionDocs(functions: readonly FunctionText[]): string {
  return OBJECTS.map(({ object, title }) => {
    const rows = functions.filter((each) => each.object === object).map(rowOf)
    return `### \`${object}\`: ${title}\n\n| Function | What it does | Example |\n| --- | --- | --- |\n${rows.join('\n')}\n`
  }).join('\n')
}

function rowOf({ object, name, signature, summary, examples }: FunctionText): string {
  const shown = examples.map(({ expression, result }) => `\`${cell(expression)}\` → \`${cell(result)}\``)
  return `| \`${object}.${name}${cell(signature)}\` | ${cell(summary)} | ${shown.join('<br>')} |`
}

function libraryDocs(): string {
  const rows = CODE_LIBRARIES.map(
    ({ name, version, licence, example, summary }) => `| ${name} | ${version} | ${licence} | \`${example}\` | ${cell(summary.en)} |`,
  )
  return `| Library | Version | Licence | Import | What for |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function inRegion(text: string, region: string, content: string): string {
  const [start, end] = [`<!-- ${region}: generated by \`npm run gen\` -->`, `<!-- /${region} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${DOCS} needs the marks ${start} and ${end}`)
  return `${text.slice(0, from + start.length)}\n\n${content}\n${text.slice(to)}`
}
