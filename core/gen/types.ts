import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { type GeneratedFile, writeGenerated } from './generated-file.ts'

/**
 * TypeScript types of every `*.schema.json` in core/ and sdk/, as `*.gen.ts` beside it. Each entry of `$defs` becomes an
 * exported type; the root becomes one too when it says anything of its own.
 * A `$ref` with siblings loses its target in json-schema-to-typescript 16, or gets a numbered copy of it: annotations
 * beside a `$ref` are left out of the types, and anything else there is refused.
 */
export async function generateTypes(root: string): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = []
  for await (const found of glob(['core/**/*.schema.json', 'sdk/**/*.schema.json'], { cwd: root })) {
    const file = found.replaceAll(path.sep, '/')
    files.push({ path: file.replace(/\.schema\.json$/, '.gen.ts'), text: await typesOf(root, file) })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function typesOf(root: string, file: string): Promise<string> {
  const schema: JSONSchema = JSON.parse(await readFile(path.join(root, file), 'utf8'), (_key, value: unknown) => withBareRef(value, file))
  const name = typeName(path.basename(file, '.schema.json'))
  const text = await compile(schema, name, {
    cwd: `${path.dirname(path.join(root, file))}/`,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
    bannerComment: `// Generated from ${path.basename(file)} by \`npm run gen\`. Do not edit.`,
  })
  const own = saysNothing(schema) ? withoutRoot(text, typeName(schema.title ?? name)) : text
  return `${own.replace(REFERENCE_NOTE, '').trimEnd()}\n`
}

/** "This interface was referenced by …": says what the import already says. */
const REFERENCE_NOTE =
  /(\/\*\*\n \* This interface was referenced by (?:(?!\*\/)[\s\S])*\*\/\n|\n \*\n \* This interface was referenced by (?:(?!\*\/)[\s\S])*(?=\n \*\/))/g

const ROOT_KEYS_WITHOUT_MEANING = new Set(['$schema', '$id', '$defs', 'definitions', 'title', 'description', '$comment', 'type'])

function saysNothing(schema: JSONSchema): boolean {
  return schema.$defs !== undefined && Object.keys(schema).every((key) => ROOT_KEYS_WITHOUT_MEANING.has(key))
}

/** Removes the empty interface that stands for a root which only holds definitions. */
function withoutRoot(text: string, name: string): string {
  const comment = String.raw`(/\*\*(?:(?!\*/)[\s\S])*\*/\n)?`
  return text.replace(new RegExp(String.raw`${comment}export interface ${name} \{\s*(\[k: string\]: unknown;\s*)?\}\n+`), '')
}

const ANNOTATIONS = new Set(['description', 'title', 'default', 'examples', 'deprecated', '$comment'])

function withBareRef(value: unknown, file: string): unknown {
  if (typeof value !== 'object' || value === null || !('$ref' in value) || typeof value.$ref !== 'string') return value
  const others = Object.keys(value).filter((key) => key !== '$ref' && !ANNOTATIONS.has(key) && !key.startsWith('x-'))
  if (others.length > 0) throw new Error(`${file}: "$ref": "${value.$ref}" stands beside ${others.join(', ')}; write allOf instead`)
  return { $ref: value.$ref }
}

function typeName(stem: string): string {
  return stem
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const written = await writeGenerated(root, await generateTypes(root))
  process.stdout.write(`types: ${written.length === 0 ? 'up to date' : written.join(', ')}\n`)
}
