import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import ts from 'typescript'

export interface SourceFile {
  /** Relative to the project's root, with `/`. */
  path: string
  text: string
}

export interface Import {
  /** As written. */
  specifier: string
  /** Path of the imported file relative to the root, or null for a package or `node:` module. */
  target: string | null
  /** True when nothing of it exists at run time. */
  isTypeOnly: boolean
}

const PLACES = ['core', 'sdk', 'plugins', 'ui', 'migrations', 'bench', 'e2e', '.ci'].map((folder) => `${folder}/**/*.{ts,mjs,svelte}`)
const NOT_OURS = ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**', '**/paraglide/**', '**/dist/**']

/** Every source file of the project. Generated ones are left out: their generator is what obeys rules. */
export async function readSourceFiles(root: string): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for await (const found of glob([...PLACES, '*.ts'], { cwd: root, exclude: NOT_OURS })) {
    const name = found.replaceAll(path.sep, '/')
    if (!isGenerated(name)) files.push({ path: name, text: await readFile(path.join(root, found), 'utf8') })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function isGenerated(name: string): boolean {
  return name.includes('.gen.') || name.startsWith('ui/src/api/generated/')
}

export function isTest(file: string): boolean {
  return /\.test\.ts$|\/testing\/|^e2e\//.test(file)
}

/** Static and dynamic imports and re-exports, in the order they stand. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  const add = (specifier: string, isTypeOnly: boolean) => found.push({ specifier, target: targetOf(file.path, specifier), isTypeOnly })
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) add(node.moduleSpecifier.text, isTypeImport(node))
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
      add(node.moduleSpecifier.text, node.isTypeOnly)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      if (argument !== undefined && ts.isStringLiteralLike(argument)) add(argument.text, false)
    }
    ts.forEachChild(node, visit)
  }
  visit(parse(file))
  return found
}

/** The syntax tree of a TypeScript file, or of the scripts of a Svelte component. */
export function parse(file: SourceFile): ts.SourceFile {
  const text = file.path.endsWith('.svelte') ? scriptsOf(file.text) : file.text
  return ts.createSourceFile(file.path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
}

function scriptsOf(text: string): string {
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((found) => found[1]).join('\n')
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every((element) => element.isTypeOnly)
  )
}

/** Workspace packages are their folders, so that a rule sees through `@tomada/sdk/flow`. */
const WORKSPACE: ReadonlyArray<[RegExp, string]> = [
  [/^@tomada\/sdk$/, 'sdk/index.ts'],
  [/^@tomada\/sdk\/(flow|emulator)$/, 'sdk/$1/index.ts'],
  [/^@tomada\/sdk\/(.+)$/, 'sdk/$1'],
  [/^@tomada\/plugin-([^/]+)(\/.+)?$/, 'plugins/$1$2'],
  [/^@tomada\/(core|ui|bench)(\/.+)?$/, '$1$2'],
]

function targetOf(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier))
  for (const [pattern, folder] of WORKSPACE) if (pattern.test(specifier)) return specifier.replace(pattern, folder)
  return null
}
