import { type ImportDeclaration, parse, tokenizer, tokTypes } from 'acorn'
import { libraryNames } from '../../../sdk/flow/code-libraries.ts'
import { type ExpressionProblem, problemOf } from '../../../sdk/flow/expressions.ts'
import { withEsbuild } from '../../platform/esbuild-service.ts'
import { libraryScript } from '../code-libraries.ts'

/** What a code step imports, taken out of its code. */
export interface CodeImports {
  /** Names of libraries, each once. */
  libraries: string[]
  /** One line of declarations that makes the imported names; the libraries are found in `$libraries`. */
  declarations: string
  /** The code with blank lines where its imports were. */
  body: string
}

export type ReadImports = ({ ok: true } & CodeImports) | { ok: false; problem: ExpressionProblem }

/**
 * Code runs in a function, where imports cannot stand: those at its top are read here and become declarations. Only libraries of the list, and
 * only names that they export; an import anywhere else is left for the compiler to refuse.
 */
export async function readImports(code: string): Promise<ReadImports> {
  const end = endOfImports(code)
  if (end === 0) return { ok: true, libraries: [], declarations: '', body: code }
  const header = code.slice(0, end)
  const found = await declarationsIn(header)
  if (!Array.isArray(found)) return { ok: false, problem: found }
  const libraries = new Set<string>()
  const declarations: string[] = []
  for (const declaration of found) {
    const library = String(declaration.source.value)
    const problem = await problemIn(declaration, library)
    if (problem !== null) return { ok: false, problem }
    libraries.add(library)
    declarations.push(...declaredBy(declaration, library))
  }
  const body = header.replace(/[^\n]/g, '') + code.slice(end)
  return { ok: true, libraries: [...libraries], declarations: declarations.join(' '), body }
}

/** Where the last of the import statements at the top ends; 0 when there are none. */
function endOfImports(code: string): number {
  const tokens = tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module', allowReturnOutsideFunction: true })
  let end = 0
  try {
    let token = tokens.getToken()
    while (token.type === tokTypes._import) {
      token = tokens.getToken()
      // `import(…)` and `import.meta` are not statements.
      if (token.type === tokTypes.parenL || token.type === tokTypes.dot) return end
      while (token.type !== tokTypes.string && token.type !== tokTypes.semi && token.type !== tokTypes.eof) token = tokens.getToken()
      end = token.end
      if (token.type === tokTypes.string) token = tokens.getToken()
      if (token.type !== tokTypes.semi) continue
      end = token.end
      token = tokens.getToken()
    }
  } catch (error) {
    // What follows the imports may be TypeScript that these tokens do not know.
    if (!(error instanceof SyntaxError)) throw error
  }
  return end
}

const AS_WRITTEN = {
  loader: 'ts',
  target: 'esnext',
  logLevel: 'silent',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
} as const

/** The import declarations of a header without its types, or what is wrong with it. */
async function declarationsIn(header: string): Promise<ImportDeclaration[] | ExpressionProblem> {
  try {
    const { code } = await withEsbuild(({ transform }) => transform(header, AS_WRITTEN))
    const { body } = parse(code, { ecmaVersion: 'latest', sourceType: 'module' })
    const declarations = body.filter((statement) => statement.type === 'ImportDeclaration')
    const isPlain = declarations.every(({ specifiers, attributes }) => specifiers.length > 0 && attributes.length === 0)
    return isPlain && declarations.length === body.length ? declarations : problemOf('code_import_form')
  } catch (error) {
    // Neither parser could read it: esbuild throws its failures, acorn SyntaxErrors.
    if (error instanceof SyntaxError || (error instanceof Error && 'errors' in error)) return problemOf('code_import_form')
    throw error
  }
}

async function problemIn({ specifiers }: ImportDeclaration, library: string): Promise<ExpressionProblem | null> {
  const script = await libraryScript(library)
  if (script === null) return problemOf('code_import_unknown', { library: library.slice(0, 80), allowed: libraryNames() })
  for (const specifier of specifiers) {
    const name = importedName(specifier)
    if (name !== '*' && !script.exports.has(name)) return problemOf('code_import_name', { library, name: name.slice(0, 80) })
  }
  return null
}

function declaredBy({ specifiers }: ImportDeclaration, library: string): string[] {
  const from = `$libraries[${JSON.stringify(library)}]`
  return specifiers.map((specifier) => {
    const name = importedName(specifier)
    return `const ${specifier.local.name} = ${from}${name === '*' ? '' : `[${JSON.stringify(name)}]`};`
  })
}

function importedName(specifier: ImportDeclaration['specifiers'][number]): string {
  switch (specifier.type) {
    case 'ImportDefaultSpecifier':
      return 'default'
    case 'ImportNamespaceSpecifier':
      return '*'
    case 'ImportSpecifier':
      return specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value)
    default: {
      const never: never = specifier
      throw new TypeError(`unknown import: ${String(never)}`)
    }
  }
}
